"""The compiler. `compare`, `check` and `predict` are its Python API; they are imported when they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treatyc.workspace.comparing import SchemaError as SchemaError
    from treatyc.workspace.comparing import check as check
    from treatyc.workspace.comparing import compare as compare
    from treatyc.workspace.predicting import predict as predict

__all__ = ["SchemaError", "check", "compare", "predict"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # `treaty --help` does not pay for the engines, nor `compare` for what is known of others.
    if name == "predict":
        from treatyc.workspace import predicting  # noqa: PLC0415 - as said above

        return predicting.predict
    from treatyc.workspace import comparing  # noqa: PLC0415 - as said above

    found: object = getattr(comparing, name)
    return found
