"""Marks on what we made: in the metadata of a stream or a consumer, or in its description before NATS 2.10."""

from __future__ import annotations

import re
from collections.abc import Mapping

from treatyc.topology.observed import Mark
from treatyc.topology.plan import Scope

_SCOPE = "treaty.scope"
_APPLIED = "treaty.applied"
_DESCRIPTION = re.compile(
    r"made by treaty for (?P<project>[^ /]+)/(?P<target>[^ /]+), as of (?P<applied>[0-9a-f]{16})\Z"
)


def metadata(mark: Mark) -> dict[str, str]:
    """A mark as entries of metadata."""
    return {_SCOPE: str(mark.scope), _APPLIED: mark.applied}


def description(mark: Mark) -> str:
    """A mark as a description."""
    return f"made by treaty for {mark.scope}, as of {mark.applied}"


def of(config: Mapping[str, object]) -> Mark | None:
    """The mark in a configuration, wherever it is."""
    entries = config.get("metadata")
    if isinstance(entries, dict) and _SCOPE in entries:
        project, _, target = str(entries[_SCOPE]).partition("/")
        return Mark(Scope(project, target), str(entries.get(_APPLIED, "")))
    found = _DESCRIPTION.match(str(config.get("description", "")))
    return Mark(Scope(found["project"], found["target"]), found["applied"]) if found else None


def strange_metadata(config: Mapping[str, object]) -> dict[str, str]:
    """The entries that are neither ours nor the server's own."""
    entries = config.get("metadata")
    own = ("treaty.", "_nats.")
    return {k: str(v) for k, v in entries.items() if not k.startswith(own)} if isinstance(entries, dict) else {}


def strange_description(config: Mapping[str, object]) -> str:
    """The description, unless it is a mark."""
    text = str(config.get("description", ""))
    return "" if _DESCRIPTION.match(text) else text
