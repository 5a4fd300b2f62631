"""What a registry has under the subjects that a target shall have there, and which versions are the texts themselves.

A version is a declared text where it reads the same and refers to the same, else where our loaders make the same of
both; what they cannot read, the registry itself is asked for.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treaty.registry.problem import Rejected
from treatyc.compatibility.mode import Mode
from treatyc.registry.api import Api
from treatyc.registry.desired import Wanted
from treatyc.registry.folders import Versions
from treatyc.registry.meaning import Compile, Meaning, meanings
from treatyc.registry.protocol import RegisteredVersion, SchemaReference, Sent, VersionKey
from treatyc.registry.reading import read

_CONTEXT = re.compile(r":\.[^:]*:")
_DEFAULT = Mode.BACKWARD
"""What a registry does where it says nothing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The versions of each subject, oldest first, by its name without a context; `versions` has what they need, too.

    `modes` are those that were set for a subject, `default` is what holds for the others.
    """

    subjects: Mapping[str, tuple[RegisteredVersion, ...]]
    versions: Versions
    modes: Mapping[str, Mode]
    default: Mode

    def mode(self, subject: str) -> Mode:
        """The mode by which the registry decides about a subject."""
        return self.modes.get(subject, self.default)

    @property
    def keeps_more(self) -> bool:
        """Whether this registry is known to keep metadata and rule sets beside texts."""
        return any(each.guid or each.metadata or each.rule_set for each in self.versions.values())


@dataclass(frozen=True, slots=True)
class Found:
    """The version that each declared text is, by its subject, and what those mean that had to be read for it."""

    versions: Mapping[str, RegisteredVersion]
    meanings: Mapping[VersionKey, Meaning]


def plain(subject: str) -> str:
    """A subject without its context."""
    return _CONTEXT.sub("", subject, count=1) if subject.startswith(":.") else subject


async def see(api: Api, wanted: Sequence[Wanted]) -> Seen:
    """Read all that the registry has under these subjects; raises `RegistryProblem`."""
    reading = await read(api.asked, {each.subject: each.schemas for each in wanted})
    names = [each.subject for each in wanted]
    default, *modes = await asyncio.gather(api.compatibility(), *(api.compatibility(name) for name in names))
    return Seen(
        {plain(subject.name): subject.versions for subject in reading.subjects},
        reading.versions,
        {name: mode for name, mode in zip(names, modes, strict=True) if mode is not None},
        default or _DEFAULT,
    )


async def find(
    api: Api, wanted: Sequence[Wanted], seen: Seen, declared: Mapping[str, Meaning], compile: Compile
) -> Found:
    """The version that each text is; `declared` says what each file means, `registry.meaning.declared`."""
    found: dict[str, RegisteredVersion] = {}
    for each in wanted:
        if (same := _verbatim(each, seen, found)) is not None:
            found[each.subject] = same
    others = [(each, version) for each in wanted for version in seen.subjects.get(each.subject, ())]
    read_ = meanings([(each, version) for each, version in others if each.subject not in found], seen.versions, compile)
    for each in wanted:
        if each.subject not in found and (same := _equal(each, seen, read_, declared)) is not None:
            found[each.subject] = same
    for each in wanted:
        if each.subject not in found and (same := await _looked_up(api, each, seen, found)) is not None:
            found[each.subject] = same
    return Found(found, read_)


def _verbatim(wanted: Wanted, seen: Seen, found: Mapping[str, RegisteredVersion]) -> RegisteredVersion | None:
    """The last version of just this text, and of just these references."""
    references = _references(wanted, found)
    for version in reversed(seen.subjects.get(wanted.subject, ())):
        same = version.text == wanted.text or (wanted.path is None and _value(version.text) == _value(wanted.text))
        if same and version.format is wanted.format and references == frozenset(version.references):
            return version
    return None


def _equal(
    wanted: Wanted, seen: Seen, read_: Mapping[VersionKey, Meaning], declared: Mapping[str, Meaning]
) -> RegisteredVersion | None:
    """The last version that means the same."""
    if wanted.path is None:
        return None
    meaning = declared[wanted.path]
    versions = reversed(seen.subjects.get(wanted.subject, ()))
    return next((version for version in versions if read_.get(version.key) == meaning), None)


async def _looked_up(
    api: Api, wanted: Wanted, seen: Seen, found: Mapping[str, RegisteredVersion]
) -> RegisteredVersion | None:
    references = _references(wanted, found)
    if references is None or not seen.subjects.get(wanted.subject):
        return None
    several = tuple(sorted(references, key=lambda each: each.name))
    try:
        version = await api.look_up(wanted.subject, Sent(wanted.format, wanted.text, several))
    except Rejected:
        return None  # a text that it would not take it does not have either
    known = {each.key for each in seen.subjects[wanted.subject]}
    # What it has meanwhile, or took for the same and forgot: only what was read counts.
    return seen.versions[version.key] if version is not None and version.key in known else None


def _references(wanted: Wanted, found: Mapping[str, RegisteredVersion]) -> frozenset[SchemaReference] | None:
    """What a text refers to, where all of that is there."""
    if any(each.subject not in found for each in wanted.references):
        return None
    return frozenset(SchemaReference(each.name, found[each.subject].key) for each in wanted.references)


def _value(text: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value
