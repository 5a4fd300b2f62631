"""Every rule of every engine and of the topology, for those who print pages: an engine knows its own alone."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import Any

from treatyc.compatibility.removed import RULE
from treatyc.compatibility.rule import Rule

_MODULES = tuple(f"treatyc.compatibility.{part}.rules" for part in ("avro", "jsonschema", "protobuf", "topology"))


@cache
def rules() -> tuple[Rule[Any, Any], ...]:
    """All rules by their ids."""
    found: list[Rule[Any, Any]] = [
        rule for name in _there() for rule in getattr(importlib.import_module(name), "RULES", ())
    ]
    return tuple(sorted([RULE, *found], key=lambda rule: rule.id))


def _there() -> list[str]:
    parts = [name for name in _MODULES if importlib.util.find_spec(name.rpartition(".")[0]) is not None]
    return [name for name in parts if importlib.util.find_spec(name) is not None]
