"""The normal form of schemas: what a value must be, in terms that can be joined, inverted and solved.

A schema's keywords become formulas, in both polarities the same ones: `negated` turns each into another. A formula
about one kind of value stands inside `When` or `Has`, which say what holds of values of the other kinds.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from treatyc.compatibility.jsonschema.normal.names import EVERY_NAME, Names
from treatyc.compatibility.jsonschema.normal.schemas import Site
from treatyc.compatibility.jsonschema.normal.term import term
from treatyc.compatibility.jsonschema.regular.language import Language

Scalar = str | Fraction | bool | None


class Kind(enum.StrEnum):
    """The six kinds of JSON values; an integer is a number that is a multiple of one."""

    NULL = "null"
    BOOLEAN = "boolean"
    NUMBER = "number"
    STRING = "string"
    ARRAY = "array"
    OBJECT = "object"


class Reach(enum.StrEnum):
    """What a schema is taken to say about what it does not name."""

    OPEN = "open"
    """What it says: all may be there."""
    DECLARED = "declared"
    """A producer sends nothing that is not named, here and below."""


@term
class AllOf:
    """Each of the parts holds; true where there is none."""

    parts: tuple[Formula, ...]


@term
class AnyOf:
    """One of the parts holds; false where there is none."""

    parts: tuple[Formula, ...]


@term
class Refer:
    """The value satisfies a schema, or does not."""

    site: Site
    positive: bool
    reach: Reach = Reach.OPEN


@term
class Is:
    """The value is of one of some kinds."""

    kinds: frozenset[Kind]


@term
class When:
    """If the value is of a kind, the body holds."""

    kind: Kind
    body: Formula


@term
class Has:
    """The value is of a kind, and the body holds."""

    kind: Kind
    body: Formula


@term
class Unclear:
    """What cannot be decided here, in either polarity."""

    reason: str


@term
class Among:
    """One of some values of one kind."""

    values: frozenset[Scalar]


@term
class NotAmong:
    """None of some values of one kind."""

    values: frozenset[Scalar]


@term
class Least:
    """A number that is not below `value`, nor equal to it where `strict`."""

    value: Fraction
    strict: bool


@term
class Most:
    """A number that is not above `value`, nor equal to it where `strict`."""

    value: Fraction
    strict: bool


@term
class Multiple:
    """A number that is a whole multiple of another."""

    of: Fraction


@term
class NoMultiple:
    """A number that is no whole multiple of another."""

    of: Fraction


@term
class Text:
    """A string of a language."""

    language: Language


@term
class LengthLeast:
    """A string of at least so many characters; apart from languages, for automata count in states."""

    count: int


@term
class LengthMost:
    """A string of at most so many characters."""

    count: int


@term
class Opaque:
    """A string in which a pattern is found, or not, that is no regular language."""

    pattern: str
    found: bool


@term
class EachMember:
    """Every member that is named so satisfies the body."""

    names: Names
    body: Formula


@term
class SomeMember:
    """Some member that is named so satisfies the body."""

    names: Names
    body: Formula


@term
class MembersLeast:
    """An object of at least so many members."""

    count: int


@term
class MembersMost:
    """An object of at most so many members."""

    count: int


@term
class EachItem:
    """Every item from `start` until before `end` satisfies the body."""

    start: int
    end: int | None
    body: Formula


@term
class SomeItem:
    """Some item from `start` until before `end` satisfies the body."""

    start: int
    end: int | None
    body: Formula


@term
class ItemsLeast:
    """An array of at least so many items."""

    count: int


@term
class ItemsMost:
    """An array of at most so many items."""

    count: int


@term
class HoldsLeast:
    """An array in which at least so many items satisfy the body."""

    count: int
    body: Formula


@term
class HoldsMost:
    """An array in which at most so many items satisfy the body."""

    count: int
    body: Formula


@term
class Distinct:
    """An array without two equal items."""


@term
class Repeated:
    """An array with two equal items."""


NumberAtom = Least | Most | Multiple | NoMultiple
StringAtom = Text | LengthLeast | LengthMost | Opaque
MemberAtom = EachMember | SomeMember | MembersLeast | MembersMost
ItemAtom = EachItem | SomeItem | ItemsLeast | ItemsMost | HoldsLeast | HoldsMost | Distinct | Repeated
Atom = Among | NotAmong | NumberAtom | StringAtom | MemberAtom | ItemAtom
Formula = AllOf | AnyOf | Refer | Is | When | Has | Unclear | Atom

TRUE = AllOf(())
FALSE = AnyOf(())
KINDS = frozenset(Kind)


def every(parts: Iterable[Formula]) -> Formula:
    """All of some formulas."""
    kept = tuple(dict.fromkeys(part for part in parts if part != TRUE))
    if FALSE in kept:
        return FALSE
    return kept[0] if len(kept) == 1 else AllOf(kept)


def some(parts: Iterable[Formula]) -> Formula:
    """One of some formulas."""
    kept = tuple(dict.fromkeys(part for part in parts if part != FALSE))
    if TRUE in kept:
        return TRUE
    return kept[0] if len(kept) == 1 else AnyOf(kept)


def when(kind: Kind, body: Formula) -> Formula:
    """If of a kind, then the body."""
    return TRUE if body == TRUE else When(kind, body)


def negated(formula: Formula) -> Formula:
    """What holds of exactly those values of which the formula does not hold."""
    match formula:
        case AllOf(parts):
            return some(negated(part) for part in parts)
        case AnyOf(parts):
            return every(negated(part) for part in parts)
        case Refer(site, positive):
            return Refer(site, not positive)
        case Is(kinds):
            return Is(KINDS - kinds)
        case When(kind, body):
            return Has(kind, negated(body))
        case Has(kind, body):
            return when(kind, negated(body))
        case Unclear():
            return formula
        case _:
            return _inverted(formula)


def _inverted(atom: Atom) -> Formula:
    match atom:
        case Among(values):
            return NotAmong(values)
        case NotAmong(values):
            return Among(values)
        case Least(value, strict):
            return Most(value, not strict)
        case Most(value, strict):
            return Least(value, not strict)
        case Multiple(of):
            return NoMultiple(of)
        case NoMultiple(of):
            return Multiple(of)
        case Text(language):
            return Text(~language)
        case LengthLeast(count):
            return LengthMost(count - 1) if count > 0 else FALSE
        case LengthMost(count):
            return LengthLeast(count + 1)
        case Opaque(pattern, found):
            return Opaque(pattern, not found)
        case EachMember() | SomeMember() | MembersLeast() | MembersMost():
            return _inverted_member(atom)
        case _:
            return _inverted_item(atom)


def _inverted_member(atom: MemberAtom) -> Formula:
    match atom:
        case EachMember(names, body):
            return SomeMember(names, negated(body))
        case SomeMember(names, body):
            return each_member(names, negated(body))
        case MembersLeast(count):
            return MembersMost(count - 1) if count > 0 else FALSE
        case MembersMost(count):
            return MembersLeast(count + 1)
        case _:
            assert_never(atom)


def _inverted_item(atom: ItemAtom) -> Formula:
    match atom:
        case EachItem(start, end, body):
            return SomeItem(start, end, negated(body))
        case SomeItem(start, end, body):
            return each_item(start, end, negated(body))
        case ItemsLeast(count):
            return ItemsMost(count - 1) if count > 0 else FALSE
        case ItemsMost(count):
            return ItemsLeast(count + 1)
        case HoldsLeast(count, body):
            return holds_most(count - 1, body)
        case HoldsMost(count, body):
            return HoldsLeast(count + 1, body)
        case Distinct():
            return Repeated()
        case Repeated():
            return Distinct()
        case _:
            assert_never(atom)


def each_member(names: Names, body: Formula) -> Formula:
    """Every member that is named so satisfies the body; true where every value does."""
    return TRUE if body == TRUE else EachMember(names, body)


def each_item(start: int, end: int | None, body: Formula) -> Formula:
    """Every item of a range satisfies the body; true where every value does, or the range is empty."""
    return TRUE if body == TRUE or (end is not None and end <= start) else EachItem(start, end, body)


def holds_most(count: int, body: Formula) -> Formula:
    """At most so many items satisfy the body."""
    if count < 0:
        return FALSE
    return each_item(0, None, negated(body)) if count == 0 else HoldsMost(count, body)


def no_other_members(names: frozenset[str]) -> Formula:
    """An object has no members but these."""
    return EachMember(EVERY_NAME.without(names), FALSE)
