"""JSON messages as Pydantic models: how a model is made of a valid JSON value, and becomes one again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

M = TypeVar("M")


class _Model(Protocol):
    """What is needed of a Pydantic model."""

    def model_dump(self, *, mode: str, by_alias: bool, exclude_unset: bool, warnings: str) -> Any:
        """The model as plain values."""
        ...


def model(type_: Any) -> Callable[[Any], Any]:
    """What reads a valid JSON value as a model. A `ValidationError` of Pydantic is a `ValueError`."""
    read: Callable[[Any], Any] = type_.model_validate
    return read


def document(value: _Model) -> Any:
    """The JSON value of a model: what was never set stays absent."""
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings="error")
