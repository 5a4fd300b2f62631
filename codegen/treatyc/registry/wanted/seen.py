"""What a registry has under the subjects that a target shall have there, and which versions are the texts themselves.

A version is a declared text where it reads the same and refers to the same, else where our loaders make the same of
both; what they cannot read, the registry itself is asked for.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from treaty.registry.problem import Rejected
from treatyc.compatibility.mode import Mode
from treatyc.registry.api import Api
from treatyc.registry.contexts import plain
from treatyc.registry.held.folders import Versions
from treatyc.registry.held.reading import Reading, read
from treatyc.registry.held.understanding import Compile, Understanding, understand
from treatyc.registry.protocol import RegisteredVersion, SchemaReference, Sent
from treatyc.registry.wanted.beside import differing
from treatyc.registry.wanted.desired import Wanted
from treatyc.registry.wanted.meaning import Meaning, meaning_of
from treatyc.system.lock import LockedSchema, Registration
from treatyc.system.target import Target

_DEFAULT = Mode.BACKWARD
"""What a registry does where it says nothing."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a project wants of a target's registry, and what its lock says of it.

    `meanings` are those of each schema file by its path, `compile` is what runs protoc.
    """

    target: Target
    wanted: tuple[Wanted, ...]
    meanings: Mapping[str, Meaning]
    locked: tuple[LockedSchema, ...]
    compile: Compile

    @property
    def lines(self) -> Iterator[tuple[LockedSchema, Registration]]:
        """The lines of the lock about the subjects that are wanted."""
        subjects = {each.subject for each in self.wanted}
        for schema in self.locked:
            for line in schema.registrations:
                if line.target == self.target.name and line.subject in subjects:
                    yield schema, line


@dataclass(frozen=True, slots=True)
class Seen:
    """The versions of each subject, oldest first, by its name without a context.

    `modes` are those that were set for a subject, `default` is what holds for the others.
    """

    reading: Reading
    subjects: Mapping[str, tuple[RegisteredVersion, ...]]
    modes: Mapping[str, Mode]
    default: Mode

    @property
    def versions(self) -> Versions:
        """All versions that were read, those that others refer to as well."""
        return self.reading.versions

    def mode(self, subject: str) -> Mode:
        """The mode by which the registry decides about a subject."""
        return self.modes.get(subject, self.default)

    @property
    def keeps_more(self) -> bool:
        """Whether this registry is known to keep metadata and rule sets beside texts."""
        return any(each.guid or each.metadata or each.rule_set for each in self.versions.values())


@dataclass(frozen=True, slots=True)
class Found:
    """The version that each declared text is, by its subject, and what was read to find that out."""

    versions: Mapping[str, RegisteredVersion]
    understanding: Understanding


async def see(api: Api, wanted: Sequence[Wanted]) -> Seen:
    """Read all that the registry has under these subjects; raises `RegistryProblem`."""
    reading = await read(api.asked, {each.subject: each.schemas for each in wanted})
    names = [each.subject for each in wanted]
    default, *modes = await asyncio.gather(api.compatibility(), *(api.compatibility(name) for name in names))
    return Seen(
        reading,
        {plain(subject.name): subject.versions for subject in reading.subjects},
        {name: mode for name, mode in zip(names, modes, strict=True) if mode is not None},
        default or _DEFAULT,
    )


async def find(api: Api, declared: Declared, seen: Seen) -> Found:
    """The version that each text is."""
    wanted = declared.wanted
    locked = {(line.subject, line.version) for _, line in declared.lines}
    found: dict[str, RegisteredVersion] = {}
    for each in wanted:
        if (same := _verbatim(each, seen, found)) is not None:
            found[each.subject] = same
    paths = {
        version.key: each.path
        for each in wanted
        if each.path is not None
        for version in seen.subjects.get(each.subject, ())
        if (each.subject, version.key.version) in locked or _is_followed(each, found.get(each.subject))
    }
    understanding = understand(paths, seen.versions, declared.compile)
    for each in wanted:
        if each.subject not in found and (same := _equal(each, seen, understanding, declared)) is not None:
            found[each.subject] = same
    for each in wanted:
        if each.subject not in found and (same := await _looked_up(api, each, seen, found)) is not None:
            found[each.subject] = same
    return Found(found, understanding)


def _is_followed(wanted: Wanted, version: RegisteredVersion | None) -> bool:
    """Whether a text may become another version, as one does that is there with other things beside it."""
    return version is None or bool(differing(wanted, version))


def _verbatim(wanted: Wanted, seen: Seen, found: Mapping[str, RegisteredVersion]) -> RegisteredVersion | None:
    """The last version of just this text, and of just these references."""
    references = _references(wanted, found)
    for version in reversed(seen.subjects.get(wanted.subject, ())):
        same = version.text == wanted.text or (wanted.path is None and _value(version.text) == _value(wanted.text))
        if same and version.format is wanted.format and references == frozenset(version.references):
            return version
    return None


def _equal(wanted: Wanted, seen: Seen, understanding: Understanding, declared: Declared) -> RegisteredVersion | None:
    """The last version that means the same."""
    meaning = declared.meanings.get(wanted.path) if wanted.path is not None else None
    for version in reversed(seen.subjects.get(wanted.subject, ())):
        understood = understanding.versions.get(version.key)
        if understood is not None and understood.schemas and meaning_of(understood.schemas) == meaning:
            return version
    return None


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
