"""Steps carried out at a registry: all of them, or none that is left behind.

Whoever is killed in the middle leaves a journal, from which the next one goes on or takes back. What a registry
refuses all the same, after it was asked, is taken back at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from treaty.registry.problem import NotThere, RegistryProblem, Rejected, Unreachable
from treatyc.registry.api import Api
from treatyc.registry.protocol import RegisteredVersion, SchemaReference, Sent, VersionKey
from treatyc.registry.push.journal import Entry, Journal, PlannedText, without_mode, without_version
from treatyc.registry.push.steps import Earlier, Setting, Step, Steps

_REFERRED_TO = 42206


class Kept(Protocol):
    """Where a journal is kept while it counts."""

    def keep(self, journal: Journal) -> None:
        """Write it down, as a whole."""

    def drop(self) -> None:
        """It counts no more."""


class TakenBack(Exception):
    """A registry did not take a step, and nothing of the push is left there; `problem` says why."""

    def __init__(self, subject: str, problem: RegistryProblem) -> None:
        self.subject = subject
        self.problem = problem
        super().__init__(str(problem))


class LeftBehind(Exception):
    """What a push did could not be taken back: these versions and modes are still there, and so is the journal."""

    def __init__(self, subjects: Sequence[str], problem: RegistryProblem) -> None:
        self.subjects = tuple(subjects)
        self.problem = problem
        super().__init__(str(problem))


class _Stopped(Exception):
    """A step that was not taken."""

    def __init__(self, subject: str, problem: RegistryProblem) -> None:
        self.subject = subject
        self.problem = problem
        super().__init__(str(problem))


@dataclass(slots=True)
class _Claim:
    """What a push may take back: its journal, less what somebody else turns out to have done first."""

    journal: Journal
    kept: Kept

    def leave_version(self, key: VersionKey) -> None:
        """This version is somebody else's."""
        self._keep(without_version(self.journal, key.subject, key.version))

    def leave_mode(self, subject: str) -> None:
        """So is the mode of this subject."""
        self._keep(without_mode(self.journal, subject))

    def _keep(self, journal: Journal) -> None:
        self.journal = journal
        self.kept.keep(journal)


async def carry_out(api: Api, steps: Steps, journal: Journal, kept: Kept) -> tuple[RegisteredVersion, ...]:
    """Do all steps; the version that each text became, as the registry gives it back.

    The journal is kept still when this returns: it is dropped once the lock is written. Raises `TakenBack`,
    `LeftBehind`, or `Unreachable`, after which the next push goes on.
    """
    kept.keep(journal)
    claim = _Claim(journal, kept)
    try:
        return await _all(api, steps, claim)
    except _Stopped as stopped:
        if isinstance(stopped.problem, Unreachable):
            raise stopped.problem from None
        await take_back(api, claim.journal, kept)
        raise TakenBack(stopped.subject, stopped.problem) from None


async def take_back(api: Api, journal: Journal, kept: Kept) -> None:
    """Make the subjects of a journal what they were before, as far as what is there is the journal's own.

    What somebody else's text refers to by now stays: it is theirs, too.
    """
    left = list(reversed(journal.entries))
    while left:
        problems: dict[str, RegistryProblem] = {}
        for entry in left:
            try:
                await _undo(api, entry)
            except RegistryProblem as refused:
                # What is referred to goes after what refers to it.
                problems[entry.subject] = refused
        if len(problems) == len(left):
            behind = {subject: problem for subject, problem in problems.items() if not _is_referred_to(problem)}
            if behind:
                raise LeftBehind(tuple(behind), next(iter(behind.values())))
            break
        left = [entry for entry in left if entry.subject in problems]
    kept.drop()


def _is_referred_to(problem: RegistryProblem) -> bool:
    return isinstance(problem, Rejected) and problem.code == _REFERRED_TO


async def _undo(api: Api, entry: Entry) -> None:
    for number in reversed(await api.versions(entry.subject)):
        key = VersionKey(entry.subject, number)
        if number not in entry.versions and await _is_ours(api, key, entry.texts):
            await api.delete(key)
    # A mode that somebody set meanwhile is theirs.
    if entry.modes and await api.compatibility(entry.subject) in entry.modes:
        if entry.mode is None:
            await api.unset_compatibility(entry.subject)
        else:
            await api.set_compatibility(entry.subject, entry.mode)


async def _is_ours(api: Api, key: VersionKey, texts: Sequence[PlannedText]) -> bool:
    """Whether a version is one of a push's texts, as the registry itself sees it: it may have written it anew."""
    try:
        version = await api.version(key)
    except NotThere:
        return False
    for each in texts:
        if each.format is version.format and each.text == version.text:
            return True
        sent = Sent(each.format, each.text, version.references, version.metadata, version.rule_set)
        found = await _look_up(api, key.subject, sent)
        if found is not None and found.key.version == key.version:
            return True
    return False


async def _all(api: Api, steps: Steps, claim: _Claim) -> tuple[RegisteredVersion, ...]:
    there = dict(steps.there)
    done: list[RegisteredVersion] = []
    for setting in steps.settings:
        if setting.during is not setting.before:
            await _set(api, setting, claim)
    for step in steps.texts:
        try:
            done.append(await _register(api, step, done, there[step.subject], claim))
        except RegistryProblem as problem:
            raise _Stopped(step.subject, problem) from None
    for setting in steps.settings:
        if setting.after is not setting.during:
            await _reset(api, setting)
    return tuple(done)


async def _set(api: Api, setting: Setting, claim: _Claim) -> None:
    try:
        if await api.compatibility(setting.subject) is not setting.during:
            try:
                return await api.set_compatibility(setting.subject, setting.during)
            except Rejected:
                # Apicurio refuses the second one of two who set it at once.
                if await api.compatibility(setting.subject) is not setting.during:
                    raise
        claim.leave_mode(setting.subject)
    except RegistryProblem as problem:
        raise _Stopped(setting.subject, problem) from None


async def _reset(api: Api, setting: Setting) -> None:
    try:
        await api.set_compatibility(setting.subject, setting.after)
    except RegistryProblem as problem:
        raise _Stopped(setting.subject, problem) from None


async def _register(
    api: Api, step: Step, done: Sequence[RegisteredVersion], there: Sequence[int], claim: _Claim
) -> RegisteredVersion:
    """The version that a text becomes, read back; somebody may be faster with the same text, whose it is then."""
    references = tuple(
        SchemaReference(each.name, done[each.to.step].key if isinstance(each.to, Earlier) else each.to)
        for each in step.references
    )
    sent = Sent(step.format, step.text, references, step.metadata, step.rule_set)
    found = await _look_up(api, step.subject, sent)
    if found is None or found.key.version in there:
        try:
            return await _read_back(api, step.subject, await api.register(step.subject, sent))
        except Rejected:
            found = await _look_up(api, step.subject, Sent(step.format, step.text, references))
            if found is None or found.key.version in there:
                for each in references:
                    await api.version(each.key)  # it is no wonder where somebody took back what this refers to
                raise
    claim.leave_version(found.key)
    return await api.version(found.key)


async def _read_back(api: Api, subject: str, id: int) -> RegisteredVersion:
    """The version that has an id: what was sent is not what counts, but what is there."""
    for version in reversed(await api.versions(subject)):
        found = await api.version(VersionKey(subject, version))
        if found.id == id:
            return found
    raise NotThere(f"subject `{subject}` took a text as id {id} and does not have it")


async def _look_up(api: Api, subject: str, sent: Sent) -> RegisteredVersion | None:
    try:
        return await api.look_up(subject, sent)
    except Rejected:
        return None
