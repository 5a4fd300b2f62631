"""Whether a formula holds of a value: what the search asks of each value that it has made so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import assert_never

from treatyc.compatibility.jsonschema.normal.formula import (
    TRUE,
    AllOf,
    Among,
    AnyOf,
    Distinct,
    EachItem,
    EachMember,
    Formula,
    Has,
    HoldsLeast,
    HoldsMost,
    Is,
    ItemAtom,
    ItemsLeast,
    ItemsMost,
    Kind,
    Least,
    LengthLeast,
    LengthMost,
    MemberAtom,
    MembersLeast,
    MembersMost,
    Most,
    Multiple,
    NoMultiple,
    NotAmong,
    NumberAtom,
    Opaque,
    Refer,
    Repeated,
    SomeItem,
    SomeMember,
    StringAtom,
    Text,
    Unclear,
    When,
)
from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.compatibility.jsonschema.normal.keyword import number
from treatyc.compatibility.jsonschema.normal.translate import Translator
from treatyc.compatibility.jsonschema.oracle import finds
from treatyc.compatibility.jsonschema.search.answer import Budget, UndecidedError
from treatyc.load.json_text import JsonValue

_STEPS_MAX = 60


@dataclass(slots=True)
class Judge:
    """Says whether formulas hold, level by level; raises UndecidedError where that cannot be said."""

    translator: Translator
    budget: Budget
    _open: set[tuple[Refer, int]] = field(default_factory=set)

    def holds(self, formula: Formula, value: JsonValue) -> bool:
        """Whether a formula holds of a value."""
        match formula:
            case AllOf(parts):
                return self._every(parts, value)
            case AnyOf(parts):
                return self._some(parts, value)
            case Refer():
                return self._refers(formula, value)
            case Is(kinds):
                return kind_of(value) in kinds
            case When(kind, body):
                return kind_of(value) is not kind or self.holds(body, value)
            case Has(kind, body):
                return kind_of(value) is kind and self.holds(body, value)
            case Unclear(reason):
                raise UndecidedError(reason)
            case Among(values):
                return scalar(value) in values
            case NotAmong(values):
                return scalar(value) not in values
            case _:
                return self._atom(formula, value)

    def sendable(self, formula: Formula, value: JsonValue) -> bool:
        """The same of a value that stands by itself: a producer leaves out of it what is not declared."""
        closing = self.translator.closing(Goal((formula,)))
        return self.holds(formula, value) and (closing == TRUE or self.holds(closing, value))

    def _every(self, parts: Iterable[Formula], value: JsonValue) -> bool:
        """All hold; what cannot be decided counts only where nothing else is false."""
        doubt: UndecidedError | None = None
        for part in parts:
            try:
                if not self.holds(part, value):
                    return False
            except UndecidedError as error:
                doubt = error
        if doubt is not None:
            raise doubt
        return True

    def _some(self, parts: Iterable[Formula], value: JsonValue) -> bool:
        doubt: UndecidedError | None = None
        for part in parts:
            try:
                if self.holds(part, value):
                    return True
            except UndecidedError as error:
                doubt = error
        if doubt is not None:
            raise doubt
        return False

    def _refers(self, refer: Refer, value: JsonValue) -> bool:
        self.budget.spend(1)
        key = (refer, id(value))
        if key in self._open or len(self._open) > _STEPS_MAX:
            raise UndecidedError("a schema that refers to itself")
        self._open.add(key)
        try:
            return self.holds(self.translator.expand(refer), value)
        finally:
            self._open.discard(key)

    def _atom(self, atom: NumberAtom | StringAtom | MemberAtom | ItemAtom, value: JsonValue) -> bool:
        self.budget.spend(1)
        match value:
            case dict():
                return self._members(atom, value)
            case list():
                return self._items(atom, value)
            case str():
                return _text(atom, value)
            case _:
                return _number(atom, number(value))

    def _members(self, atom: Formula, members: dict[str, JsonValue]) -> bool:
        match atom:
            case EachMember(names, body):
                return all(self.sendable(body, held) for name, held in members.items() if names.accepts(name))
            case SomeMember(names, body):
                return any(self.sendable(body, held) for name, held in members.items() if names.accepts(name))
            case MembersLeast(count):
                return len(members) >= count
            case MembersMost(count):
                return len(members) <= count
            case _:
                raise UndecidedError("an object is not compared so")

    def _items(self, atom: Formula, items: list[JsonValue]) -> bool:
        match atom:
            case EachItem(start, end, body):
                return all(self.sendable(body, item) for item in items[start:end])
            case SomeItem(start, end, body):
                return any(self.sendable(body, item) for item in items[start:end])
            case ItemsLeast(count):
                return len(items) >= count
            case ItemsMost(count):
                return len(items) <= count
            case HoldsLeast(count, body):
                return sum(self.sendable(body, item) for item in items) >= count
            case HoldsMost(count, body):
                return sum(self.sendable(body, item) for item in items) <= count
            case Distinct():
                return len({frozen(item) for item in items}) == len(items)
            case Repeated():
                return len({frozen(item) for item in items}) < len(items)
            case _:
                raise UndecidedError("an array is not compared so")


Frozen = tuple[Kind, object]


def frozen(value: JsonValue) -> Frozen:
    """A value that can be compared as JSON compares: 1 is 1.0 and not true, members have no order."""
    if isinstance(value, dict):
        return Kind.OBJECT, frozenset((name, frozen(held)) for name, held in value.items())
    if isinstance(value, list):
        return Kind.ARRAY, tuple(frozen(item) for item in value)
    return kind_of(value), scalar(value)


def kind_of(value: JsonValue) -> Kind:
    """The kind of a value."""
    match value:
        case None:
            return Kind.NULL
        case bool():
            return Kind.BOOLEAN
        case int() | float():
            return Kind.NUMBER
        case str():
            return Kind.STRING
        case list():
            return Kind.ARRAY
        case dict():
            return Kind.OBJECT
        case _:
            assert_never(value)


def scalar(value: JsonValue) -> object:
    """A value that holds no others, as `Among` lists it."""
    return number(value) if kind_of(value) is Kind.NUMBER else value


def _text(atom: Formula, value: str) -> bool:
    match atom:
        case Text(language):
            return language.accepts(value)
        case LengthLeast(count):
            return len(value) >= count
        case LengthMost(count):
            return len(value) <= count
        case Opaque(pattern, found):
            said = finds(pattern, value)
            if said is None:
                raise UndecidedError(f"what the pattern `{pattern}` finds")
            return said is found
        case _:
            raise UndecidedError("a string is not compared so")


def _number(atom: Formula, value: Fraction) -> bool:
    match atom:
        case Least(bound, strict):
            return value > bound or (not strict and value == bound)
        case Most(bound, strict):
            return value < bound or (not strict and value == bound)
        case Multiple(of):
            return (value / of).denominator == 1
        case NoMultiple(of):
            return (value / of).denominator != 1
        case _:
            raise UndecidedError("a number is not compared so")
