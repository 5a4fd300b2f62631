"""What a registry lacks of what a target shall have there: pure, from what was seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from treatyc.compatibility.mode import Mode
from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.registry.push.steps import Earlier, Setting, Step, StepReference, Steps
from treatyc.registry.wanted.beside import beside, differing
from treatyc.registry.wanted.desired import Role, Wanted
from treatyc.registry.wanted.seen import Seen


@dataclass(frozen=True, slots=True)
class Held:
    """A text that is there as `version`; `newest` is the last version of its subject, which may be a later one."""

    wanted: Wanted
    version: RegisteredVersion
    newest: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """A text that is to become the next version of a subject: `changed` is the `text`, else what is beside it."""

    wanted: Wanted
    history: tuple[RegisteredVersion, ...]
    changed: tuple[str, ...]

    @property
    def next(self) -> int:
        """The number that it will have unless versions were deleted."""
        return self.history[-1].key.version + 1 if self.history else 1


@dataclass(frozen=True, slots=True)
class ModeDiffers:
    """A subject that the registry decides about otherwise than the contracts ask; `own` is what was set for it."""

    subject: str
    own: Mode | None
    present: Mode
    wanted: Mode


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that a target shall have, told apart; each text after those that it refers to."""

    held: tuple[Held, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    modes: tuple[ModeDiffers, ...] = ()
    unkept: tuple[Held, ...] = ()

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """All that is or will be there; a reference that nothing lacks needs is not."""
        return (*(each.wanted for each in self.held), *(each.wanted for each in self.lacking))

    @property
    def nothing(self) -> bool:
        """Whether the registry has all as it shall be."""
        return not self.lacking and not self.modes


def difference(wanted: Sequence[Wanted], seen: Seen, found: Mapping[str, RegisteredVersion]) -> Difference:
    """Hold what is wanted against what was seen; `found` is the version that each text is, by its subject."""
    held: list[Held] = []
    lacking: list[Lacking] = []
    unkept: list[Held] = []
    missing = needed(wanted, found)
    for each in wanted:
        versions = seen.subjects.get(each.subject, ())
        version = found.get(each.subject)
        if version is None:
            if each.subject in missing:
                lacking.append(Lacking(each, versions, ("text",)))
            continue
        there = Held(each, version, versions[-1].key.version)
        changed = differing(each, version)
        if changed and seen.keeps_more and there.newest == version.key.version:
            lacking.append(Lacking(each, versions, changed))
            continue
        held.append(there)
        if changed and not seen.keeps_more:
            unkept.append(there)
    found_ = Difference(tuple(held), tuple(lacking), (), tuple(unkept))
    modes = [
        ModeDiffers(each.subject, seen.modes.get(each.subject), seen.mode(each.subject), each.mode)
        for each in found_.wanted
        if seen.mode(each.subject) is not each.mode
    ]
    return replace(found_, modes=tuple(modes))


def steps(difference: Difference, seen: Seen, allowed: Collection[str] = ()) -> Steps:
    """What is to be done about a difference; the subjects that are `allowed` to break are open while it is done."""
    places = {each.wanted.subject: number for number, each in enumerate(difference.lacking)}
    keys = {each.wanted.subject: each.version.key for each in difference.held}
    texts = tuple(_step(each, places, keys) for each in difference.lacking)
    settings = tuple(_settings(difference, seen, allowed))
    touched = {*(each.subject for each in texts), *(each.subject for each in settings)}
    there = {each: tuple(version.key.version for version in seen.subjects.get(each, ())) for each in sorted(touched)}
    return Steps(texts, settings, tuple(there.items()))


def _settings(difference: Difference, seen: Seen, allowed: Collection[str]) -> Iterator[Setting]:
    differing_ = {each.subject for each in difference.modes}
    lacking = {each.wanted.subject for each in difference.lacking}
    shall = {each.subject: each.mode for each in difference.wanted}
    for subject, after in sorted(shall.items()):
        during = Mode.NONE if subject in allowed and subject in lacking else after
        if subject in differing_ or during is not after:
            yield Setting(subject, seen.modes.get(subject), during, after)


def _step(lacking: Lacking, places: Mapping[str, int], keys: Mapping[str, VersionKey]) -> Step:
    wanted = lacking.wanted
    kept = beside(wanted, lacking.history[-1] if lacking.history else None)
    references = tuple(
        StepReference(each.name, Earlier(places[each.subject]) if each.subject in places else keys[each.subject])
        for each in wanted.references
    )
    return Step(wanted.subject, wanted.format, wanted.text, references, kept.metadata, kept.rule_set)


def needed(wanted: Sequence[Wanted], found: Mapping[str, RegisteredVersion]) -> frozenset[str]:
    """The subjects of texts that must be registered; a text that is there has the references that it needs."""
    missing: set[str] = set()
    for each in reversed(wanted):
        if each.subject in found or (each.role is Role.REFERENCE and each.subject not in missing):
            continue
        missing.add(each.subject)
        missing.update(reference.subject for reference in each.references)
    return frozenset(missing - found.keys())
