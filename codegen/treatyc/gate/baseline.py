"""What the present contracts are held against: the versions that each schema had, and the whole project as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from treatyc.load.unit import SchemaUnit
from treatyc.source import SourceTree
from treatyc.system.release import Release
from treatyc.system.schema import Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint


@dataclass(frozen=True, slots=True)
class Contracts:
    """Schema files beneath one folder of a tree; `system` is None where no project file says how they travel.

    `spelling` is what a person puts before a path of the tree: nothing for the checkout, `main:` for a revision.
    """

    tree: SourceTree
    folder: str
    schemas: Mapping[str, Schema]
    system: System | None = None
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class Former:
    """A version that a schema had: its text and all that it needs lie beneath one folder."""

    label: str
    schema: Schema
    tree: SourceTree
    folder: str
    spelling: str = ""


Histories = Mapping[str, tuple[Former, ...]]
"""The versions of each schema by its full name, oldest first."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """`title` is what a person called it; `before` is the project as it was, where the baseline is one.

    `releases` are the project's own, which may be younger: their texts count where one of them is known to run.
    """

    title: str
    histories: Histories = field(default_factory=dict)
    before: Contracts | None = None
    releases: Histories = field(default_factory=dict)

    def at_hand(self, name: str) -> tuple[Former, ...]:
        """All versions of a schema that can be looked at."""
        history = self.histories.get(name, ())
        there = {fingerprint(former.schema) for former in history}
        return (*history, *(each for each in self.releases.get(name, ()) if fingerprint(each.schema) not in there))


def of_units(units: Iterable[SchemaUnit]) -> dict[str, Schema]:
    """The schemas of files that no project file speaks of."""
    return {schema.name: schema for unit in units for schema in unit.schemas}


def released(releases: Iterable[Release], tree: SourceTree, folder: str, spelling: str = "") -> Histories:
    """The histories that a folder of releases holds."""
    found: dict[str, list[Release]] = {}
    for release in releases:
        found.setdefault(release.name, []).append(release)
    return {
        name: tuple(
            Former(str(each.version), each.schema, tree, f"{folder}/{name}/{each.version}", spelling)
            for each in sorted(several, key=lambda each: each.version)
        )
        for name, several in sorted(found.items())
    }


def followed_by(histories: Histories, last: Contracts, label: str) -> Histories:
    """Histories that end with what a whole folder of contracts said, under its label.

    A text that is the last release is that release, as it lay in the folder.
    """
    names = sorted({*histories, *last.schemas})
    return {name: _followed(histories.get(name, ()), last.schemas.get(name), last, label) for name in names}


def _followed(history: tuple[Former, ...], schema: Schema | None, last: Contracts, label: str) -> tuple[Former, ...]:
    if schema is None:
        return history
    before = _without(history, schema)
    known = history[-1].label if len(before) < len(history) else label
    return (*before, Former(known, schema, last.tree, last.folder, last.spelling))


def before_last(histories: Histories, present: Contracts) -> Histories:
    """The same without a last version that the present text is: what it was held against when it was released."""
    return {name: _without(several, present.schemas.get(name)) for name, several in histories.items()}


def _without(history: tuple[Former, ...], schema: Schema | None) -> tuple[Former, ...]:
    same = bool(history) and schema is not None and fingerprint(history[-1].schema) == fingerprint(schema)
    return history[:-1] if same else history
