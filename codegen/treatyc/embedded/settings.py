"""What is set for everything, a context or a subject: modes of compatibility with what is kept beside them, and modes.

A subject without a setting follows its context, and that the default context, whose settings are the registry's own.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping

from treatyc.compatibility.mode import Mode
from treatyc.embedded import shapes
from treatyc.embedded.names import ANY_CONTEXT, Name
from treatyc.embedded.records import ALL, Records, settings_above
from treatyc.embedded.refusal import (
    invalid_compatibility,
    invalid_mode,
    no_own_compatibility,
    no_own_mode,
    not_permitted,
    subject_not_found,
)

CONFIG = "config"
ACCESS = "mode"

_LEVEL = "compatibilityLevel"
_KEPT: Mapping[str, shapes.Shape] = {
    "alias": shapes.word,
    "normalize": shapes.choice,
    "validateFields": shapes.choice,
    "validateRules": shapes.choice,
    "compatibilityPolicy": shapes.word,
    "compatibilityGroup": shapes.word,
    "defaultMetadata": shapes.metadata,
    "overrideMetadata": shapes.metadata,
    "defaultRuleSet": shapes.rule_set,
    "overrideRuleSet": shapes.rule_set,
}
_DEFAULT = {_LEVEL: "BACKWARD"}

Config = dict[str, object]


class Access(enum.StrEnum):
    """What may be done with a subject."""

    READWRITE = "READWRITE"
    READONLY = "READONLY"
    READONLY_OVERRIDE = "READONLY_OVERRIDE"
    IMPORT = "IMPORT"
    FORWARD = "FORWARD"


def config(records: Records, name: Name) -> Config:
    """What holds for a subject: each setting from the nearest that has it."""
    found: Config = {}
    for each in settings_above(name):
        for key, value in _own(records, each).items():
            found.setdefault(key, value)
    return {**_DEFAULT, **found}


def compatibility(records: Records, name: Name) -> Mode:
    """The mode that a new version of a subject is held to."""
    return Mode(str(config(records, name)[_LEVEL]).lower())


def shown_config(records: Records, name: Name, *, default_to_global: bool) -> Config:
    """What was set for a subject alone, unless what holds is asked for; for everything there is always something."""
    if default_to_global or name == Name():
        return config(records, name)
    own = _own(records, name)
    if not own:
        raise no_own_compatibility(name)
    return own


def set_config(records: Records, name: Name, fields: Mapping[str, object]) -> dict[str, object]:
    """Add to what was set for a subject; what is null is forgotten. The answer is the request."""
    refuse_read_only(records, name)
    given = dict(_given(fields))
    changed = {**_own(records, name), **given}
    records.add_context(name.context)
    kept = {key: value for key, value in changed.items() if value is not None}
    records.set(CONFIG, name, json.dumps(kept, sort_keys=True))
    echo = {"compatibility" if key == _LEVEL else key: value for key, value in given.items()}
    return {key: value for key, value in echo.items() if value is not None}


def unset_config(records: Records, name: Name) -> Config:
    """Let a subject follow what is set around it; the answer is what it had."""
    refuse_read_only(records, name)
    own = _own(records, name)
    if not own and name != Name():
        raise subject_not_found(name)
    records.unset(CONFIG, name)
    return own or dict(_DEFAULT)


def access(records: Records, name: Name) -> Access:
    """The mode that holds for a subject."""
    overall = _own_access(records, Name())
    if overall is Access.READONLY_OVERRIDE:
        return overall
    found = (_own_access(records, each) for each in settings_above(name))
    return next((each for each in found if each is not None), Access.READWRITE)


def shown_access(records: Records, name: Name, *, default_to_global: bool) -> Access:
    """The mode that was set for a subject alone, unless what holds is asked for."""
    if default_to_global or name == Name():
        return access(records, name)
    own = _own_access(records, name)
    if own is None:
        raise no_own_mode(name)
    return own


def set_access(records: Records, name: Name, word: object, *, force: bool) -> Access:
    """Set a mode; importing begins where nothing is, unless it is forced, and what was deleted there is gone."""
    try:
        wanted = Access(word.upper() if isinstance(word, str) else "")
    except ValueError:
        words = ", ".join(each.value for each in Access)
        raise invalid_mode(f"Invalid mode. Valid values are {words}") from None
    if wanted is Access.IMPORT and access(records, name) is not Access.IMPORT and not force:
        if any(records.numbers(each) for each in _subjects(records, name)):
            raise not_permitted("Cannot import since found existing subjects")
        for version in [each for subject in _subjects(records, name) for each in records.versions(subject, ALL)]:
            records.remove(version)
    records.add_context(name.context)
    records.set(ACCESS, name, wanted.value)
    return wanted


def unset_access(records: Records, name: Name) -> Access:
    """Let a subject follow the mode that is set around it; the answer is what it had."""
    own = _own_access(records, name)
    if own is None:
        if name == Name():
            return Access.READWRITE
        raise subject_not_found(name)
    records.unset(ACCESS, name)
    return own


def refuse_unless_found(found: Access, name: Name, *, importing: bool) -> None:
    """Raise unless a mode lets a subject be written to; what brings its own id is imported."""
    if found in (Access.READONLY, Access.READONLY_OVERRIDE):
        raise not_permitted(f"Subject {name} is in read-only mode")
    if importing and found is not Access.IMPORT:
        raise not_permitted(f"Subject {name} is not in import mode")
    if not importing and found is not Access.READWRITE:
        raise not_permitted(f"Subject {name} is not in read-write mode")


def refuse_read_only(records: Records, name: Name) -> None:
    """Raise where a subject may not be changed at all."""
    if access(records, name) in (Access.READONLY, Access.READONLY_OVERRIDE):
        raise not_permitted(f"Subject {name} is in read-only mode")


def forget(records: Records, name: Name) -> None:
    """What goes with a subject that is deleted."""
    records.unset(CONFIG, name)
    records.unset(ACCESS, name)


def _subjects(records: Records, name: Name) -> list[Name]:
    """The subjects that a setting holds for."""
    if name.subject:
        return [name]
    return records.subjects(ANY_CONTEXT if name == Name() else f":{name.context}:", ALL)


def _own(records: Records, name: Name) -> Config:
    text = records.setting(CONFIG, name)
    found: Config = json.loads(text) if text is not None else {}
    return found


def _own_access(records: Records, name: Name) -> Access | None:
    text = records.setting(ACCESS, name)
    return Access(text) if text is not None else None


def _given(fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """The settings of a request; the API calls the mode of compatibility differently in requests."""
    level = fields.get("compatibility", fields.get(_LEVEL))
    if level is not None:
        yield _LEVEL, _level(level)
    for key, shape in _KEPT.items():
        if key in fields:
            yield key, shape(key, fields[key]) if fields[key] is not None else None


def _level(value: object) -> str:
    try:
        return Mode(value.lower() if isinstance(value, str) else "").value.upper()
    except ValueError:
        words = ", ".join(each.value.upper() for each in Mode)
        raise invalid_compatibility(f"Invalid compatibility level. Valid values are {words}") from None
