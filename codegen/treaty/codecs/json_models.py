"""JSON messages as Pydantic models: how a model is made of a valid JSON value, and becomes one again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

M = TypeVar("M")


class _Model(Protocol):
    """What is needed of a Pydantic model."""

    def model_dump(self, *, mode: str, by_alias: bool, exclude_unset: bool, warnings: str) -> Any:
        """The model as plain values."""
        ...


def model(type_: Any) -> Callable[[Any], Any]:
    """What reads a valid JSON value as a model. A `ValidationError` of Pydantic is a `ValueError`.

    Only by the names of the schema: a further member that is called as Python calls another one is not that one.
    """
    read: Callable[[Any], Any] = partial(type_.model_validate, by_alias=True, by_name=False)
    return read


def document(value: _Model) -> Any:
    """The JSON value of a model: what was never set stays absent."""
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings="error")
