"""Which versions of one target's registry another one lacks, and the steps that copy them; pure.

Versions are told apart by what they mean. Subjects differ between targets, by prefix, strategy and context; what a
text refers to is named by the text, and lies under the same name at both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from treaty.registry.problem import WrongAnswer
from treatyc.registry.contexts import plain
from treatyc.registry.held.understanding import Understanding
from treatyc.registry.protocol import RegisteredVersion, VersionKey
from treatyc.registry.pull.bringing import Left
from treatyc.registry.push.steps import Earlier, Step, StepReference
from treatyc.registry.wanted.desired import Role, Wanted
from treatyc.registry.wanted.meaning import meaning_of
from treatyc.registry.wanted.seen import Seen
from treatyc.system.target import Target
from treatyc.topology.subjects import key_subject, value_subject

_DEPTH_MAX = 32
_OF_SERVER = "confluent:"
"""What a server writes into metadata by itself begins so; another server writes its own."""

Text = tuple[tuple[str, str], ...] | str
"""What tells texts apart: their meaning, or the words of one that we cannot read."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two registries: what is wanted there, what was seen, and what was understood of it."""

    wanted: tuple[Wanted, ...]
    seen: Seen
    understanding: Understanding

    def text(self, version: RegisteredVersion) -> Text:
        """What tells a version from others of its subject."""
        understood = self.understanding.versions.get(version.key)
        if understood is not None and understood.schemas:
            return meaning_of(understood.schemas)
        return _words(version.text)


@dataclass(frozen=True, slots=True)
class Copy:
    """A version that becomes one of a subject elsewhere; `step` is the number of what does it."""

    source: RegisteredVersion
    subject: str
    step: int


@dataclass(frozen=True, slots=True)
class Promotion:
    """What is to be copied, in order; `left` is what is not, `unreleased` is what stands against all of it."""

    steps: tuple[Step, ...] = ()
    copies: tuple[Copy, ...] = ()
    left: tuple[Left, ...] = ()
    unreleased: tuple[Left, ...] = ()


Released = Mapping[str, frozenset[str]]
"""The fingerprints of each schema's releases."""


def pairs(source: Target, to: Target, wanted: Sequence[Wanted]) -> Mapping[str, tuple[str, ...]]:
    """Which subjects of one target each subject of the other one becomes."""
    found: dict[str, set[str]] = {each.subject: {each.subject} for each in wanted if each.role is Role.REFERENCE}
    there = {channel.address: channel for channel in to.channels}
    for channel in source.channels:
        other = there[channel.address]
        if source.registry is None or to.registry is None:
            continue
        for message in channel.messages:
            subject = value_subject(channel, message.value, source, source.registry)
            found.setdefault(subject, set()).add(value_subject(other, message.value, to, to.registry))
        keys = key_subject(channel, source, source.registry), key_subject(other, to, to.registry)
        if keys[0] is not None and keys[1] is not None:
            found.setdefault(keys[0], set()).add(keys[1])
    return {subject: tuple(sorted(others)) for subject, others in sorted(found.items())}


def promotion(source: Side, to: Side, ways: Mapping[str, tuple[str, ...]], released: Released | None) -> Promotion:
    """The versions that are lacking; `released` is what may go to a production target, None where all may.

    Raises `WrongAnswer` where versions refer to each other, which no registry lets happen.
    """
    found = _Promotion(source, to)
    left: list[Left] = []
    unreleased: list[Left] = []
    by_subject = {each.subject: each for each in source.wanted if each.role is not Role.REFERENCE}
    for subject, versions in _sources(source, ways).items():
        after = _after_common(found, subject, versions)
        for number, version in enumerate(versions):
            wanted = by_subject[plain(version.key.subject)]
            name = plain(version.key.subject)
            if found.there(subject, version) is not None:
                continue
            if released is not None and not _is_released(source, wanted, version, released):
                one = Left(name, version.key.version, f"it is no release of `{wanted.schemas[0]}`")
                (unreleased if number == len(versions) - 1 else left).append(one)
            elif number < after:
                left.append(Left(name, version.key.version, f"subject `{subject}` has what came after it already"))
            else:
                found.at(subject, version, ())
    return Promotion(tuple(found.steps), tuple(found.copies), tuple(sorted(left, key=_place)), tuple(unreleased))


@dataclass(slots=True)
class _Promotion:
    """The steps so far."""

    source: Side
    to: Side
    steps: list[Step] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    made: dict[tuple[str, Text], int] = field(default_factory=dict)

    def there(self, subject: str, version: RegisteredVersion) -> VersionKey | None:
        """The last version elsewhere that is this text."""
        text = self.source.text(version)
        versions = reversed(self.to.seen.subjects.get(subject, ()))
        return next((each.key for each in versions if self.to.text(each) == text), None)

    def at(self, subject: str, version: RegisteredVersion, trail: tuple[VersionKey, ...]) -> VersionKey | Earlier:
        """Where a version is, or will be, elsewhere; what it refers to is there before."""
        if version.key in trail or len(trail) > _DEPTH_MAX:
            raise WrongAnswer(f"{version.key} refers to itself, or through more than {_DEPTH_MAX} others")
        if (known := self.there(subject, version)) is not None:
            return known
        made = self.made.get((subject, self.source.text(version)))
        if made is not None:
            return Earlier(made)
        references = []
        for each in version.references:
            target = self.source.seen.versions[each.key]
            references.append(StepReference(each.name, self.at(plain(each.key.subject), target, (*trail, version.key))))
        step = Step(
            subject, version.format, version.text, tuple(references), _carried(version.metadata), version.rule_set
        )
        number = len(self.steps)
        self.made[subject, self.source.text(version)] = number
        self.steps.append(step)
        self.copies.append(Copy(version, subject, number))
        return Earlier(number)


def _sources(source: Side, ways: Mapping[str, tuple[str, ...]]) -> dict[str, list[RegisteredVersion]]:
    """The versions that each subject elsewhere shall have, oldest first; those referred to come with what needs them.

    Between subjects the ids say what is older, for they are given in turn, one a text.
    """
    found: dict[str, list[RegisteredVersion]] = {}
    for wanted in source.wanted:
        if wanted.role is not Role.REFERENCE:
            for subject in ways.get(wanted.subject, ()):
                found.setdefault(subject, []).extend(source.seen.subjects.get(wanted.subject, ()))
    for versions in found.values():
        if len({each.key.subject for each in versions}) > 1:
            versions.sort(key=lambda each: (each.id, each.key))
    return dict(sorted(found.items()))


def _after_common(found: _Promotion, subject: str, versions: Sequence[RegisteredVersion]) -> int:
    """Behind the last version that both have: an older text must not become the newest one."""
    return max((at + 1 for at, each in enumerate(versions) if found.there(subject, each) is not None), default=0)


def _is_released(source: Side, wanted: Wanted, version: RegisteredVersion, released: Released) -> bool:
    if wanted.role is Role.KEY:
        return True
    understood = source.understanding.versions.get(version.key)
    meant = understood.fingerprints if understood is not None else {}
    return all(meant.get(name) in released.get(name, frozenset()) for name in wanted.schemas)


def _carried(metadata: str | None) -> str | None:
    """Metadata without what its server wrote."""
    value = json.loads(metadata) if metadata is not None else None
    if not isinstance(value, dict):
        return None
    properties = value.get("properties")
    if isinstance(properties, dict):
        value["properties"] = {key: each for key, each in properties.items() if not key.startswith(_OF_SERVER)}
    kept = {key: each for key, each in value.items() if each}
    return json.dumps(kept, sort_keys=True) if kept else None


def _words(text: str) -> str:
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except (ValueError, RecursionError):
        return text.strip()


def _place(left: Left) -> tuple[str, int]:
    return left.subject, left.version or 0


def referred(side: Side) -> Iterator[tuple[str, RegisteredVersion]]:
    """What is referred to and is no subject of the project, by its plain name: its paths in the contracts differ."""
    known = {each.subject for each in side.wanted}
    for key, version in sorted(side.seen.versions.items()):
        if plain(key.subject) not in known:
            yield plain(key.subject), version
