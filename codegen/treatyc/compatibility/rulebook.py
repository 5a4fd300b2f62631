"""Every rule of every engine and of the topology, for those who print pages: an engine knows its own alone."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import Any

from treatyc.compatibility.rule import Rule

_MODULES = tuple(f"treatyc.compatibility.{part}.rules" for part in ("avro", "jsonschema", "protobuf", "topology"))


@cache
def rules() -> tuple[Rule[Any, Any], ...]:
    """All rules by their ids."""
    there = [
        name
        for name in _MODULES
        if importlib.util.find_spec(name.rpartition(".")[0]) and importlib.util.find_spec(name)
    ]
    found: list[Rule[Any, Any]] = [rule for name in there for rule in importlib.import_module(name).RULES]
    return tuple(sorted(found, key=lambda rule: rule.id))


def _there() -> list[str]:
    parts = [name for name in _MODULES if importlib.util.find_spec(name.rpartition(".")[0]) is not None]
    return [name for name in parts if importlib.util.find_spec(name) is not None]
