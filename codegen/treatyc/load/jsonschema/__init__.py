"""JSON Schema files to units; all files of a project at once, for a `$ref` is proven where it is read."""

from __future__ import annotations

from treatyc.load.jsonschema.load import load_all
from treatyc.load.jsonschema.uri import SUFFIX

__all__ = ["SUFFIX", "load_all"]
