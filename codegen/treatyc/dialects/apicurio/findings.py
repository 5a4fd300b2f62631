"""A pair of schemas on Apicurio's way through them, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from treatyc.dialects.dialect import Reason
from treatyc.dialects.everit.model import Node, ReferenceNode

Path = tuple[str, ...]
Findings = list[Reason]


@dataclass(frozen=True, slots=True)
class Visit:
    """A pair, the path there, and which references were followed on the way: each is followed once."""

    original: Node
    update: Node
    path: Path = ()
    followed: frozenset[str] = frozenset()
    depth: int = 0

    def at(self, original: Node, update: Node, *path: str) -> Visit:
        """A part of the pair."""
        return replace(self, original=original, update=update, path=self.path + path, depth=self.depth + 1)

    def apart(self, original: Node, update: Node) -> Visit:
        """A pair that is looked at for itself, with paths of its own."""
        return replace(self, original=original, update=update, path=(), depth=self.depth + 1)

    def follow(self, original: Node, update: ReferenceNode) -> Visit:
        """What a reference refers to."""
        inner = self.at(original, update.referred, f"[ref #{update.pointer}]")
        return replace(inner, followed=self.followed | {update.pointer})


Compare = Callable[[Visit], Findings]


def because(kind: str, path: Path) -> Findings:
    """One reason; Apicurio writes its paths with a slash before each step."""
    return [Reason(kind, "/" + "/".join(path))]


def added(kind: str, path: Path, before: object | None, after: object | None) -> Findings:
    """A reason where something was not there before."""
    return because(kind, path) if before is None and after is not None else []


@dataclass(frozen=True, slots=True)
class Rest:
    """Whether members are permitted that are not declared, and their schema."""

    permits: bool
    schema: Node | None


@dataclass(frozen=True, slots=True)
class Words:
    """What Apicurio calls the changes of an object's properties, or an array's items."""

    closed: str
    rest_narrowed: str
    rest_changed: str
    narrowed: str
    changed: str


@dataclass(frozen=True, slots=True)
class Members:
    """Two objects' properties or two arrays' items: what each says of members that it does not declare."""

    before: Rest
    after: Rest
    words: Words
    visit: Visit
    compare: Compare

    def rests(self, flag: str, schema: str) -> Findings:
        """What is said of undeclared members, before and after; below which two steps of the path."""
        before, after = self.before, self.after
        if before.permits and not after.permits:
            return self._because(self.words.closed, flag)
        if not before.permits or not after.permits or after.schema is None:
            return []
        if before.schema is None:
            return self._because(self.words.rest_narrowed, schema)
        if self._fits(before.schema, after.schema):
            return []
        forward = self._fits(after.schema, before.schema)
        return self._because(self.words.rest_narrowed if forward else self.words.rest_changed, schema)

    def widened(self, new: Iterable[Node], step: str) -> Findings:
        """Members that are newly declared."""
        covering = self.before.schema
        if not self.before.permits:
            return []
        if covering is None:
            return self._because(self.words.narrowed, step)
        if not self.after.permits:
            fit = all(self._fits(covering, each) for each in new)
            return self._because(self.words.narrowed if fit else self.words.changed, step)
        return [] if all(self._fits(each, covering) for each in new) else self._because(self.words.changed, step)

    def narrowed(self, gone: Iterable[Node], step: str) -> Findings:
        """Members that are no longer declared."""
        covering = self.after.schema
        if not self.after.permits:
            return self._because(self.words.narrowed, step)
        if covering is None or all(self._fits(each, covering) for each in gone):
            return []
        return self._because(self.words.changed, step)

    def _fits(self, before: Node, after: Node) -> bool:
        return not self.compare(self.visit.apart(before, after))

    def _because(self, kind: str, step: str) -> Findings:
        return because(kind, (*self.visit.path, step))
