"""What is kept beside a text: metadata and rules, carried on from the version before and from what is set."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping

from treatyc.embedded.content import Content
from treatyc.embedded.shapes import RULES

_VERSION = "confluent:version"
_ADDED = ("defaultMetadata", "overrideMetadata", "defaultRuleSet", "overrideRuleSet")

Kept = Mapping[str, object]


def carried_on(content: Content, previous: Content | None, config: Kept, number: int, *, numbered: bool) -> Content:
    """A content with what the version before has where it says nothing itself, between defaults and overrides.

    `numbered` where the client gave the version's number: then it is kept in the metadata.
    """
    before = previous or Content(content.format, "")
    metadata = _metadata(_set(config, "defaultMetadata"), _read(content.metadata or before.metadata))
    metadata = _metadata(metadata, _set(config, "overrideMetadata"))
    if numbered or _VERSION in _object(metadata.get("properties")):
        metadata = _metadata(metadata, {"properties": {_VERSION: str(number)}})
    rules = _rule_set(_set(config, "defaultRuleSet"), _read(content.rule_set or before.rule_set))
    rules = _rule_set(rules, _set(config, "overrideRuleSet"))
    return dataclasses.replace(content, metadata=_written(metadata), rule_set=_written(rules))


def adds(config: Kept) -> bool:
    """Whether something is set that is added to each content."""
    return any(config.get(key) for key in _ADDED)


def properties(content: Content) -> Mapping[str, object]:
    """The properties of a content's metadata."""
    return _object(_read(content.metadata).get("properties"))


def _metadata(old: Kept, new: Kept) -> Kept:
    """Both; what the newer says counts."""
    found: dict[str, object] = {**old, **new}
    for key in ("tags", "properties"):
        if key in found:
            found[key] = {**_object(old.get(key)), **_object(new.get(key))}
    if "sensitive" in found:
        found["sensitive"] = sorted({str(each) for kept in (old, new) for each in _list(kept.get("sensitive"))})
    return found


def _rule_set(old: Kept, new: Kept) -> Kept:
    """Both; of rules of one name the newer counts."""
    found: dict[str, object] = {**old, **new}
    for key in RULES:
        if key in old and key in new:
            names = {_object(each).get("name") for each in _list(new[key])}
            found[key] = [each for each in _list(old[key]) if _object(each).get("name") not in names]
            found[key] = [*_list(found[key]), *_list(new[key])]
    return found


def _read(text: str | None) -> Kept:
    found: Kept = json.loads(text) if text is not None else {}
    return found


def _written(kept: Kept) -> str | None:
    return json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":")) if kept else None


def _set(config: Kept, key: str) -> Kept:
    return _object(config.get(key))


def _object(value: object) -> Kept:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
