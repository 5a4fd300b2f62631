"""Which members and items a schema has looked at: what `unevaluatedProperties` asks, and what a producer declares.

What a branch looks at counts only where that branch holds, so each entry carries a condition. From the entries come
formulas that hold the rest to a schema, and that are exact in both polarities.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from treatyc.compatibility.jsonschema.normal.formula import (
    FALSE,
    TRUE,
    AllOf,
    AnyOf,
    Formula,
    Has,
    Kind,
    Reach,
    Refer,
    SomeMember,
    Unclear,
    each_item,
    each_member,
    every,
    negated,
    some,
)
from treatyc.compatibility.jsonschema.normal.names import EVERY_NAME, Listed, Names, cells, covers, join, like
from treatyc.compatibility.jsonschema.normal.schemas import Schemas, Site
from treatyc.compatibility.jsonschema.regular.language import TooLarge, parse
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.dialect import Dialect, Schema

_HELD_MAX = 4
_VISITS_MAX = 1_000
ALL_ITEMS = 1 << 60
"""More items than any array has."""


class Counting(enum.Enum):
    """What counts as looked at."""

    EVALUATED = enum.auto()
    """What JSON Schema counts: `additionalProperties: true` looks at everything."""
    DECLARED = enum.auto()
    """What an author names: `true` and `{}` name nothing, and `required` names a member."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Under a condition these names, so many items from the first, and each item that satisfies one of `held`.

    `unclear` are patterns whose names are not known. `names_members` and `names_items`: an author declares here what
    there is, so that the rest is not sent.
    """

    names: tuple[Names, ...] = ()
    items: int = 0
    held: tuple[Formula, ...] = ()
    unclear: tuple[str, ...] = ()
    condition: Formula = TRUE
    names_members: bool = False
    names_items: bool = False


@dataclass(slots=True)
class _Visited:
    """The schemas that were looked at, each with the conditions under which that counts."""

    conditions: dict[Site, list[frozenset[Formula]]] = field(default_factory=dict)
    visits: int = 0

    def is_new(self, site: Site, condition: Formula) -> bool:
        """Whether a schema says more under this condition than before; raises TooLarge after too many."""
        asked = frozenset(condition.parts if isinstance(condition, AllOf) else (condition,))
        known = self.conditions.setdefault(site, [])
        if any(before <= asked for before in known):
            return False
        self.visits += 1
        if self.visits > _VISITS_MAX:
            raise TooLarge
        known.append(asked)
        return True


@dataclass(frozen=True, slots=True)
class Looking:
    """How entries are collected: of which schemas, with what reach, and by which count."""

    schemas: Schemas
    reach: Reach
    counting: Counting

    def entries(self, site: Site, besides: frozenset[str] = frozenset()) -> list[Entry]:
        """The entries of a schema, the keywords `besides` left out of it. Raises TooLarge."""
        return list(self._entries(site, besides, TRUE, _Visited()))

    def of(self, formula: Formula) -> Iterator[Entry]:
        """The entries of the schemas that a formula about one value refers to. Raises TooLarge."""
        match formula:
            case Refer(site, positive, reach) if positive and reach is self.reach:
                yield from self.entries(site)
            case AllOf(parts):
                for part in parts:
                    yield from self.of(part)
            case AnyOf(parts):
                for part in parts:
                    yield from _under(part, self.of(part))

    def _entries(self, site: Site, besides: frozenset[str], condition: Formula, visited: _Visited) -> Iterator[Entry]:
        if not visited.is_new(site, condition):
            return
        held = {keyword: value for keyword, value in site.assertions.items() if keyword not in besides}
        yield from _under(condition, (self._own_members(site, held), self._own_items(site, held)))
        for keyword, value in held.items():
            for target, when in self._applied(site, keyword, value):
                yield from self._entries(target, frozenset(), every([condition, when]), visited)

    def _applied(self, site: Site, keyword: str, value: JsonValue) -> Iterator[tuple[Site, Formula]]:
        """The schemas that a keyword applies to the same value, each with the condition under which it counts."""
        match keyword:
            case "$ref" | "$dynamicRef" | "$recursiveRef":
                target = self.schemas.target(site, keyword)
                if target is not None:
                    yield target, TRUE
            case "allOf" if isinstance(value, list):
                for index in range(len(value)):
                    yield self.schemas.child(site, keyword, index), TRUE
            case "anyOf" | "oneOf" if isinstance(value, list):
                for index in range(len(value)):
                    yield self.schemas.child(site, keyword, index), self._refer(site, keyword, index)
            case "if":
                condition = self._refer(site, keyword)
                yield self.schemas.child(site, "if"), condition
                if "then" in site.assertions:
                    yield self.schemas.child(site, "then"), condition
                if "else" in site.assertions:
                    yield self.schemas.child(site, "else"), negated(condition)
            case "dependentSchemas" | "dependencies" if isinstance(value, dict):
                for name, schema in value.items():
                    if not isinstance(schema, list):
                        there = Has(Kind.OBJECT, SomeMember(Listed(frozenset({name})), TRUE))
                        yield self.schemas.child(site, keyword, name), there

    def _refer(self, site: Site, *tokens: str | int) -> Formula:
        return Refer(self.schemas.child(site, *tokens), positive=True, reach=self.reach)

    def _own_members(self, site: Site, held: Schema) -> Entry:
        declared = self.counting is Counting.DECLARED
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            if keyword in held and not (declared and _says_nothing(site.dialect, held[keyword])):
                return Entry(names=(EVERY_NAME,))
        names: list[Names] = []
        unclear: list[str] = []
        properties, patterns = held.get("properties"), held.get("patternProperties")
        listed = frozenset(properties) if isinstance(properties, dict) else frozenset()
        for pattern in patterns if isinstance(patterns, dict) else ():
            language = parse(pattern)
            if language is None:
                unclear.append(pattern)
            else:
                names.append(like(language))
        own = bool(listed or names or unclear)
        if declared:
            if "enum" in held or "const" in held:
                return Entry(names=(EVERY_NAME,))
            listed |= _required(held)
        if listed:
            names.append(Listed(listed))
        return Entry(names=tuple(names), unclear=tuple(unclear), names_members=own)

    def _own_items(self, site: Site, held: Schema) -> Entry:
        first, rest = _tuple_and_rest(held)
        named = self.counting is Counting.DECLARED
        if any(keyword in held and not (named and _says_nothing(site.dialect, held[keyword])) for keyword in rest):
            return Entry(items=ALL_ITEMS)
        if named and first:
            first = max(first, _whole(held.get("minItems")))
        # In draft-07 nobody asks; in 2019-09 jsonschema-rs counts them too.
        contains = (self._refer(site, "contains"),) if "contains" in held else ()
        return Entry(items=first, held=contains, names_items=first > 0)


def rest_of_members(entries: Iterable[Entry], body: Formula, *otherwise: Formula) -> Formula:
    """Every member that no entry looks at satisfies the body, or else one of some formulas holds. Raises TooLarge."""
    known = list(entries)
    covering: dict[frozenset[Formula], list[Names]] = {}
    for cell in cells(names for entry in known for names in entry.names):
        over = frozenset(entry.condition for entry in known if any(covers(names, cell) for names in entry.names))
        if TRUE not in over:
            covering.setdefault(over, []).append(cell)
    unclear = [each for entry in known for each in entry.unclear]
    if unclear:
        return Unclear(f"which names the pattern `{unclear[0]}` finds")
    parts: list[Formula] = []
    for conditions, left in covering.items():
        taken = [entry.condition for entry in known if entry.condition in conditions]
        parts.extend(some([each_member(names, body), *dict.fromkeys(taken), *otherwise]) for names in join(left))
    return every(parts)


def rest_of_items(entries: Iterable[Entry], body: Formula, *otherwise: Formula) -> Formula:
    """Every item that no entry looks at satisfies the body, or else one of some formulas holds."""
    known = list(entries)
    always = tuple(each for entry in known if entry.condition == TRUE for each in entry.held)
    at_times = [entry for entry in known if entry.condition != TRUE and entry.held]
    if len(at_times) > _HELD_MAX:
        return Unclear("so many `contains` beside `unevaluatedItems`")
    borders = sorted({0, *(entry.items for entry in known if entry.items < ALL_ITEMS)})
    parts: list[Formula] = []
    for start, end in itertools.zip_longest(borders, borders[1:]):
        over = dict.fromkeys(entry.condition for entry in known if entry.items > start)
        if TRUE in over:
            continue
        held = (_held(start, end, body, always, chosen) for chosen in _subsets(at_times))
        parts.append(some([*held, *over, *otherwise]))
    return every(parts)


def _held(start: int, end: int | None, body: Formula, always: tuple[Formula, ...], chosen: Sequence[Entry]) -> Formula:
    bodies = [body, *always, *(each for entry in chosen for each in entry.held)]
    return every([each_item(start, end, some(bodies)), *(entry.condition for entry in chosen)])


def closing(entries: Iterable[Entry]) -> tuple[Formula, Formula]:
    """What a producer that sends only what it declares leaves out: members, and items behind a tuple."""
    known = list(entries)
    members, items = [e for e in known if e.names_members], [e for e in known if e.names_items]
    closed = rest_of_members(known, FALSE, _none_of(members)) if members else TRUE
    return closed, rest_of_items(known, FALSE, _none_of(items)) if items else TRUE


def _none_of(entries: Sequence[Entry]) -> Formula:
    return every(negated(entry.condition) for entry in entries)


def _under(condition: Formula, entries: Iterable[Entry]) -> Iterator[Entry]:
    return (replace(entry, condition=every([condition, entry.condition])) for entry in entries)


def _required(held: Schema) -> frozenset[str]:
    """Names that a producer must send, or must send beside another."""
    lists = [held.get("required")]
    for keyword in ("dependentRequired", "dependencies"):
        mapping = held.get(keyword)
        lists.extend(mapping.values() if isinstance(mapping, dict) else ())
    return frozenset(name for each in lists if isinstance(each, list) for name in each if isinstance(name, str))


def _tuple_and_rest(held: Schema) -> tuple[int, tuple[str, ...]]:
    """How many items have a schema of their own, and the keywords for the others."""
    for keyword, rest in (("prefixItems", "items"), ("items", "additionalItems")):
        first = held.get(keyword)
        if isinstance(first, list):
            return len(first), (rest, "unevaluatedItems")
    return 0, ("items", "unevaluatedItems")


def _whole(value: JsonValue) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _says_nothing(dialect: Dialect, value: JsonValue) -> bool:
    """Whether a schema is `true`, or `{}` but for prose."""
    return value is True or (isinstance(value, dict) and not dialect.assertions(value))


def _subsets(entries: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    for size in range(len(entries) + 1):
        yield from itertools.combinations(entries, size)
