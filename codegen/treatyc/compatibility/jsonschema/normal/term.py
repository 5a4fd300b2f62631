"""Values that are looked up all the time and made seldom."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=True)
def term(cls: type[T]) -> type[T]:
    """A frozen value that counts its hash once: formulas are deep, and are looked up all the time."""
    made = dataclass(frozen=True)(cls)
    names = [field.name for field in fields(made)]  # type: ignore[arg-type]  # `dataclass` made it one

    def counted(self: object) -> int:
        known = self.__dict__.get("_hash")
        if known is None:
            known = hash((cls.__name__, *(getattr(self, name) for name in names)))
            object.__setattr__(self, "_hash", known)
        return int(known)

    made.__hash__ = counted  # type: ignore[method-assign]  # the same type, seen from outside
    return made
