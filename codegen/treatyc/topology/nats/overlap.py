"""Which subjects meet, of thousands: a tree of tokens that is asked instead of every pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from treatyc.system.address import tokens


@dataclass(slots=True)
class _Branch:
    holders: list[str] = field(default_factory=list)
    below: dict[str, _Branch] = field(default_factory=dict)


class SubjectTree:
    """Subjects with wildcards, each with who holds it."""

    def __init__(self) -> None:
        self._root = _Branch()

    def add(self, subject: str, holder: str) -> None:
        """Remember a subject."""
        branch = self._root
        for each in tokens(subject):
            branch = branch.below.setdefault(each, _Branch())
        branch.holders.append(holder)

    def meeting(self, subject: str) -> tuple[str, ...]:
        """The holders of all subjects that meet this one, sorted."""
        return tuple(sorted(set(_meeting(self._root, tokens(subject)))))


def _meeting(branch: _Branch, rest: tuple[str, ...]) -> Iterator[str]:
    match rest:
        case ():
            yield from branch.holders
        case (">",):
            for below in branch.below.values():
                yield from _all(below)
        case _:
            if ">" in branch.below:
                yield from branch.below[">"].holders
            for below in _following(branch, rest[0]):
                yield from _meeting(below, rest[1:])


def _following(branch: _Branch, want: str) -> Iterator[_Branch]:
    for each in branch.below if want == "*" else (want, "*"):
        if each != ">" and each in branch.below:
            yield branch.below[each]


def _all(branch: _Branch) -> Iterator[str]:
    yield from branch.holders
    for below in branch.below.values():
        yield from _all(below)
