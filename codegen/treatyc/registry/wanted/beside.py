"""What a registry keeps beside a text: metadata and a rule set, ours laid over what is there already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from treatyc.registry.protocol import RegisteredVersion
from treatyc.registry.wanted.desired import Metadata, Wanted

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Beside:
    """Metadata and a rule set as canonical JSON texts; None where there is nothing."""

    metadata: str | None = None
    rule_set: str | None = None


def beside(wanted: Wanted, last: RegisteredVersion | None) -> Beside:
    """What the next version of a subject has beside its text: what the last one has stays where we say nothing."""
    kept = last.metadata if last is not None else None
    rules = wanted.rule_set if wanted.rule_set is not None else last.rule_set if last is not None else None
    return Beside(_canonical(_laid_over(wanted.metadata, _object(kept))), _canonical(_object(rules)))


def differing(wanted: Wanted, version: RegisteredVersion) -> tuple[str, ...]:
    """In what a registered version differs from what it shall have: `metadata`, `rule set`, or neither."""
    shall = beside(wanted, version)
    pairs = {"metadata": (shall.metadata, version.metadata), "rule set": (shall.rule_set, version.rule_set)}
    return tuple(name for name, (ours, theirs) in pairs.items() if not _same(ours, theirs))


def dropped(sent: Beside, version: RegisteredVersion) -> tuple[str, ...]:
    """What was sent and is not there: some registries take everything and keep the text alone."""
    pairs = {"metadata": (sent.metadata, version.metadata), "rule set": (sent.rule_set, version.rule_set)}
    return tuple(name for name, (ours, theirs) in pairs.items() if ours is not None and not _same(ours, theirs))


def _laid_over(metadata: Metadata, kept: Json) -> Json:
    """Our properties and tags over those that are there; nobody else's is lost."""
    found = dict(kept)
    if metadata.properties:
        found["properties"] = {**_object_of(kept.get("properties")), **dict(metadata.properties)}
    if metadata.tags:
        tags = _object_of(kept.get("tags"))
        for field, ours in metadata.tags:
            theirs = tags.get(f"**.{field}")
            listed = [each for each in theirs if isinstance(each, str)] if isinstance(theirs, list) else []
            tags[f"**.{field}"] = sorted({*listed, *ours})
        found["tags"] = tags
    return found


def _object(text: str | None) -> Json:
    value = json.loads(text) if text is not None else None
    return value if isinstance(value, dict) else {}


def _object_of(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}


def _canonical(value: Json) -> str | None:
    return json.dumps(value, sort_keys=True) if value else None


def _same(ours: str | None, theirs: str | None) -> bool:
    """Registries write what nobody said: `null`, no entries, `disabled: false`."""
    return _said(_object(ours)) == _said(_object(theirs))


def _said(value: object) -> object:
    match value:
        case dict():
            found = {key: _said(each) for key, each in value.items()}
            return {key: each for key, each in found.items() if each not in (None, False, {}, [])}
        case list():
            return [_said(each) for each in value]
        case _:
            return value
