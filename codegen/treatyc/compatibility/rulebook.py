"""Every rule of every engine and of the topology, for those who print pages: an engine knows its own alone."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from treatyc.compatibility.removed import RULE
from treatyc.compatibility.rule import Rule

_PARTS = ("avro", "jsonschema", "protobuf", "topology")


@cache
def rules() -> tuple[Rule[Any, Any], ...]:
    """All rules by their ids; the engines are imported when a page is asked for, and not before."""
    modules = [importlib.import_module(f"treatyc.compatibility.{part}.rules") for part in _PARTS]
    found: list[Rule[Any, Any]] = [RULE, *(rule for module in modules for rule in module.RULES)]
    return tuple(sorted(found, key=lambda rule: rule.id))
