"""The compiler. `compare` and `check` are its Python API; they are imported when they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treatyc.workspace.comparing import SchemaError as SchemaError
    from treatyc.workspace.comparing import check as check
    from treatyc.workspace.comparing import compare as compare

__all__ = ["SchemaError", "check", "compare"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from treatyc.workspace import comparing  # noqa: PLC0415 - `treaty --help` does not pay for the engines

    found: object = getattr(comparing, name)
    return found
