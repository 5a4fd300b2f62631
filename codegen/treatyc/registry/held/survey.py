"""Everything that a registry has under some subjects, or under all: what cannot be read is told apart, and passed over.

A comparison must not go on where one version cannot be read; bringing what is there can, and says what it left behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from treaty.registry.problem import NotThere, Unreachable, WrongAnswer, said
from treatyc.compatibility.mode import Mode
from treatyc.registry.api import Api
from treatyc.registry.contexts import of_one_context, plain
from treatyc.registry.held.reading import ALL_S, TOTAL_BYTES_MAX, VERSIONS_MAX
from treatyc.registry.protocol import RegisteredVersion, VersionKey


@dataclass(frozen=True, slots=True)
class Survey:
    """What was read, in full: `keys` are the versions of each subject, oldest first.

    `listed` are the plain names of all subjects, `refused` says of versions why they cannot be read; `modes` are those
    that hold for subjects by their plain names.
    """

    listed: frozenset[str]
    keys: Mapping[str, tuple[VersionKey, ...]]
    versions: Mapping[VersionKey, RegisteredVersion]
    refused: Mapping[VersionKey, str]
    modes: Mapping[str, Mode] = field(default_factory=dict)


async def survey(api: Api, chosen: Collection[str] = ()) -> Survey:
    """The subjects that are chosen, or all of the registry's, and those that they refer to; raises `RegistryProblem`.

    Subjects are called by their plain names, whatever context the target is in.
    """
    try:
        async with asyncio.timeout(ALL_S):
            listed = of_one_context(await api.subjects())
            found = _Survey(api)
            await found.follow(each for each, name in listed.items() if not chosen or name in chosen)
            names = frozenset(listed.values())
            keys = dict(sorted(found.keys.items()))
            return Survey(names, keys, found.versions, found.refused, await _modes(api, keys))
    except TimeoutError:
        raise Unreachable(f"reading all versions takes longer than {ALL_S:g} s") from None


async def _modes(api: Api, subjects: Iterable[str]) -> dict[str, Mode]:
    names = tuple(subjects)
    default, *modes = await asyncio.gather(api.compatibility(), *map(api.compatibility, names))
    return {plain(name): mode or default or Mode.BACKWARD for name, mode in zip(names, modes, strict=True)}


@dataclass(slots=True)
class _Survey:
    """What has been read so far, and how much of it."""

    api: Api
    keys: dict[str, tuple[VersionKey, ...]] = field(default_factory=dict)
    versions: dict[VersionKey, RegisteredVersion] = field(default_factory=dict)
    refused: dict[VersionKey, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    size: int = 0

    async def follow(self, subjects: Iterable[str]) -> None:
        """Read some subjects, those that they refer to, and so on."""
        asked = list(subjects)
        while asked:
            await self.add(asked)
            named = {each.key.subject for version in self.versions.values() for each in version.references}
            asked = sorted(named - self.keys.keys() - self.gone)

    async def add(self, subjects: Iterable[str]) -> None:
        """Read all versions of some subjects; one that was deleted since it was listed is gone."""
        async with asyncio.TaskGroup() as group:
            numbers = {subject: group.create_task(self.api.versions(subject)) for subject in subjects}
        for subject, task in numbers.items():
            if task.result():
                self.keys[subject] = tuple(VersionKey(subject, number) for number in task.result())
            else:
                self.gone.add(subject)
        wanted = [key for subject in numbers for key in self.keys.get(subject, ())]
        if len(self.versions) + len(self.refused) + len(wanted) > VERSIONS_MAX:
            raise WrongAnswer(f"these subjects have over {VERSIONS_MAX} versions: choose some with `--subject`")
        async with asyncio.TaskGroup() as group:
            for key in wanted:
                group.create_task(self._one(key))

    async def _one(self, key: VersionKey) -> None:
        try:
            version = await self.api.version(key)
        except NotThere:
            self.refused[key] = "it was deleted while it was read"
            return
        except WrongAnswer as wrong:
            self.refused[key] = said(str(wrong))
            return
        self.size += len(version.text)
        if self.size > TOTAL_BYTES_MAX:
            raise WrongAnswer(f"these versions are larger than {TOTAL_BYTES_MAX // 1024 // 1024} MiB: choose some")
        self.versions[key] = version
