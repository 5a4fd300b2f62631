"""A registry's versions of some subjects, with all that they refer to: many questions at a time, one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from treaty.registry.problem import NotThere, RegistryProblem, Unreachable, WrongAnswer
from treatyc.registry.held.subjects import present
from treatyc.registry.protocol import (
    SUBJECTS,
    RegisteredVersion,
    VersionKey,
    read_subjects,
    read_version,
    read_versions,
    version_path,
    versions_path,
)

ALL_S = 120.0
VERSIONS_MAX = 10_000
TOTAL_BYTES_MAX = 32 * 1024 * 1024


class Asked(Protocol):
    """A registry that answers."""

    async def get(self, path: str) -> object:
        """The JSON value at a path; raises `RegistryProblem`."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the registry: the schemas that it may hold, and its versions, oldest first."""

    name: str
    schemas: tuple[str, ...]
    versions: tuple[RegisteredVersion, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the subjects sorted by name, and every version by its key, those that are referred to as well."""

    subjects: tuple[Subject, ...]
    versions: Mapping[VersionKey, RegisteredVersion]


async def read(asked: Asked, wanted: Mapping[str, tuple[str, ...]]) -> Reading:
    """All versions of the subjects that are wanted and there; raises `RegistryProblem`."""
    try:
        async with asyncio.timeout(ALL_S):
            return await _read(_Versions(asked), asked, wanted)
    except TimeoutError:
        raise Unreachable(f"reading all versions takes longer than {ALL_S:g} s") from None
    except ExceptionGroup as group:
        problems, others = group.split(RegistryProblem)
        if others is not None or problems is None:
            raise
        raise _first(problems) from None


async def _read(versions: _Versions, asked: Asked, wanted: Mapping[str, tuple[str, ...]]) -> Reading:
    there = present(read_subjects(await asked.get(SUBJECTS)), wanted)
    async with asyncio.TaskGroup() as group:
        listing = {subject: group.create_task(_numbers(asked, subject)) for subject in there}
    keys = {subject: [VersionKey(subject, number) for number in listing[subject].result()] for subject in there}
    await versions.add([key for several in keys.values() for key in several])
    own = {subject: tuple(versions.known[key] for key in keys[subject] if key in versions.known) for subject in there}
    await versions.complete()
    subjects = tuple(Subject(name, schemas, own[name]) for name, schemas in there.items() if own[name])
    return Reading(subjects, versions.known)


async def _numbers(asked: Asked, subject: str) -> tuple[int, ...]:
    try:
        return read_versions(await asked.get(versions_path(subject)), subject)
    except NotThere:
        return ()  # deleted since it was listed


@dataclass(slots=True)
class _Versions:
    """What has been read so far, and how much of it."""

    asked: Asked
    known: dict[VersionKey, RegisteredVersion] = field(default_factory=dict)
    size: int = 0

    async def add(self, keys: Sequence[VersionKey]) -> None:
        """Read these versions; what was deleted meanwhile is passed over."""
        if len(self.known) + len(keys) > VERSIONS_MAX:
            raise WrongAnswer(f"the subjects of this project and what they refer to have over {VERSIONS_MAX} versions")
        async with asyncio.TaskGroup() as group:
            for key in keys:
                group.create_task(self._one(key))

    async def complete(self) -> None:
        """Read all that the known versions refer to, and what that does; each round is a step further away.

        What was deleted although it is referred to is passed over: whatever refers to it cannot be read.
        """
        last, lost = list(self.known), set[VersionKey]()
        while wanted := sorted(self._named(last) - self.known.keys() - lost):
            await self.add(wanted)
            lost.update(key for key in wanted if key not in self.known)
            last = [key for key in wanted if key in self.known]

    def _named(self, keys: Sequence[VersionKey]) -> set[VersionKey]:
        return {each.key for key in keys for each in self.known[key].references}

    async def _one(self, key: VersionKey) -> None:
        try:
            version = read_version(await self.asked.get(version_path(key)), key)
        except NotThere:
            return
        self.size += len(version.text)
        if self.size > TOTAL_BYTES_MAX:
            raise WrongAnswer(f"all versions together are larger than {TOTAL_BYTES_MAX // 1024 // 1024} MiB")
        self.known[key] = version


def _first(group: BaseException) -> RegistryProblem:
    """The first problem of a group; the others followed from the same cause or were called off."""
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    assert isinstance(group, RegistryProblem)  # noqa: S101 - the group was split by this type
    return group
