"""JSON Schema messages as msgspec structs and their codecs."""

from __future__ import annotations

from treatyc.emit.python.jsonschema.emit import emit

__all__ = ["emit"]
