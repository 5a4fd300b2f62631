"""The engines by format; a format's engine is imported when a schema of it is compared."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from treatyc.compatibility.engine import Engine
from treatyc.system.schema import Format

_ENDINGS = {".avsc": Format.AVRO, ".proto": Format.PROTOBUF, ".schema.json": Format.JSONSCHEMA}
_MODULES: Mapping[Format, str] = {each: f"treatyc.compatibility.{each.value}.engine" for each in Format}


def engine(format: Format) -> Engine[Any]:
    """The engine of a format: `ENGINE` of the module of its name."""
    found: Engine[Any] = importlib.import_module(_MODULES[format]).ENGINE
    return found


def format_of(path: str) -> Format | None:
    """The format of a file, by the ending of its name."""
    return next((each for ending, each in _ENDINGS.items() if path.endswith(ending)), None)


def engine_of(path: str) -> Engine[Any] | None:
    """The engine that reads a file, by the ending of its name."""
    found = format_of(path)
    return engine(found) if found is not None else None
