"""Arrays that satisfy what is said of their items: one length after the other, each wish granted by one place.

Behind the last index that anything names all places are alike, so that an array longer than the shortest one allowed
needs no more places there than it has wishes: the lengths that must be tried are few.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.normal.formula import (
    Distinct,
    EachItem,
    Formula,
    HoldsLeast,
    HoldsMost,
    ItemsLeast,
    ItemsMost,
    Repeated,
    SomeItem,
    negated,
)
from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.compatibility.jsonschema.search.answer import Answer, Ask, Budget, Found, Nothing, Unsure
from treatyc.compatibility.jsonschema.search.distinct import distinct
from treatyc.load.json_text import JsonValue

_LENGTH_MAX = 300
_CHOICES_MAX = 400

Places = tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class _Demand:
    """What is asked of an array, by kind of atom."""

    rules: tuple[EachItem, ...]
    wishes: tuple[SomeItem | HoldsLeast, ...]
    limits: tuple[HoldsMost, ...]
    least: int
    most: int | None
    is_distinct: bool
    is_repeated: bool

    def goal(self, index: int) -> Goal:
        """What holds of the item at an index, whatever the wishes."""
        return Goal(rule.body for rule in self.rules if rule.start <= index and (rule.end is None or index < rule.end))

    @property
    def border(self) -> int:
        """The first index from which all places are alike."""
        rules = [bound for rule in self.rules for bound in (rule.start, rule.end or 0)]
        wishes = [bound for wish in self.wishes if isinstance(wish, SomeItem) for bound in (wish.start, wish.end or 0)]
        return max((*rules, *wishes), default=0)

    @property
    def enough(self) -> int:
        """A length beyond which nothing new can be had."""
        wished = sum(wish.count if isinstance(wish, HoldsLeast) else 1 for wish in self.wishes)
        return max(self.least, self.border) + wished + (2 if self.is_repeated else 0)


@dataclass(slots=True)
class _Search:
    demand: _Demand
    ask: Ask
    budget: Budget
    doubt: Unsure | None = field(default=None)

    def run(self) -> Answer:
        """The first array that satisfies all, the shortest lengths first."""
        demand = self.demand
        most = demand.enough if demand.most is None else min(demand.enough, demand.most)
        goals: list[Goal] = []
        for index in range(min(most, _LENGTH_MAX)):
            goal = demand.goal(index)
            if isinstance(self.ask(goal), Nothing):
                most = index
                break
            goals.append(goal)
        if demand.least > most:
            return Nothing()
        for length in range(demand.least, min(most, _LENGTH_MAX) + 1):
            answer = self._of_length(tuple(goals[:length]))
            if isinstance(answer, Found):
                return answer
        if most > _LENGTH_MAX:
            self._note(Unsure("arrays of so many items"))
        return self.doubt or Nothing()

    def _of_length(self, places: Places) -> Answer:
        for granted in self._granted(places):
            for limited in self._limited(granted):
                for pair in self._pairs(limited):
                    self.budget.spend(4)
                    answer = self._valued(limited, pair)
                    if isinstance(answer, Found):
                        return answer
                    self._note(answer)
        return Nothing()

    def _granted(self, places: Places) -> Iterator[Places]:
        """The ways to grant each wish by places that leave each item possible."""
        pending = [(places, self.demand.wishes)]
        while pending:
            self.budget.spend(2)
            current, wishes = pending.pop()
            if not wishes:
                yield current
                continue
            ways = list(self._ways(current, wishes[0]))
            pending.extend((way, wishes[1:]) for way in reversed(ways))

    def _ways(self, places: Places, wish: SomeItem | HoldsLeast) -> Iterator[Places]:
        count = wish.count if isinstance(wish, HoldsLeast) else 1
        start, end = (wish.start, wish.end) if isinstance(wish, SomeItem) else (0, None)
        indexes = range(len(places))[start:end]
        able = [index for index in indexes if not isinstance(self.ask(places[index].also(wish.body)), Nothing)]
        for chosen in self._chosen(able, count):
            yield tuple(goal.also(wish.body) if index in chosen else goal for index, goal in enumerate(places))

    def _limited(self, places: Places) -> Iterator[Places]:
        """The ways to keep every `maxContains`: some places may satisfy the body, all others must not."""
        pending = [(places, self.demand.limits)]
        while pending:
            self.budget.spend(2)
            current, limits = pending.pop()
            if not limits:
                yield current
                continue
            limit, refused = limits[0], negated(limits[0].body)
            free = [index for index, goal in enumerate(current) if isinstance(self.ask(goal.also(refused)), Nothing)]
            others = [index for index in range(len(current)) if index not in free]
            if len(free) > limit.count:
                continue
            for chosen in self._chosen(others, min(limit.count - len(free), len(others))):
                bound = set(others) - set(chosen)
                way = tuple(goal.also(refused) if index in bound else goal for index, goal in enumerate(current))
                pending.append((way, limits[1:]))

    def _chosen(self, indexes: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
        if count > len(indexes):
            return  # `combinations` finds none either, but first makes room for that many
        for number, chosen in enumerate(itertools.combinations(indexes, count)):
            if number == _CHOICES_MAX:
                self._note(Unsure("so many ways to place items"))
                return
            yield chosen

    def _pairs(self, places: Places) -> Iterator[tuple[int, int] | None]:
        """Two places that hold the same item, where the items must not be distinct."""
        if not self.demand.is_repeated:
            yield None
            return
        for number, pair in enumerate(itertools.combinations(range(len(places)), 2)):
            if number == _CHOICES_MAX:
                self._note(Unsure("so many pairs of items"))
                return
            yield pair

    def _valued(self, places: Places, pair: tuple[int, int] | None) -> Answer:
        if self.demand.is_distinct:
            return distinct(places, self.ask)
        if pair is not None:
            both = places[pair[0]].also(*places[pair[1]])
            places = tuple(both if index in pair else goal for index, goal in enumerate(places))
        values: list[JsonValue] = []
        doubt = ""
        for goal in places:
            answer = self.ask(goal)
            match answer:
                case Found(value):
                    values.append(value)
                case Nothing():
                    return answer
                case Unsure(reason, guess):
                    if not guess:
                        return answer
                    doubt = reason
                    values.append(guess[0])
        return Unsure(doubt, (values,)) if doubt else Found(values)

    def _note(self, answer: Answer) -> None:
        if isinstance(answer, Unsure) and (self.doubt is None or (answer.guess and not self.doubt.guess)):
            self.doubt = answer


def items(atoms: Iterable[Formula], ask: Ask, budget: Budget) -> Answer:
    """An array of which some atoms hold; `ask` finds its items."""
    known = list(atoms)
    budget.spend(len(known))
    tops = [atom.count for atom in known if isinstance(atom, ItemsMost)]
    demand = _Demand(
        rules=tuple(atom for atom in known if isinstance(atom, EachItem)),
        wishes=tuple(atom for atom in known if isinstance(atom, SomeItem | HoldsLeast)),
        limits=tuple(atom for atom in known if isinstance(atom, HoldsMost)),
        least=max((atom.count for atom in known if isinstance(atom, ItemsLeast)), default=0),
        most=min(tops, default=None),
        is_distinct=any(isinstance(atom, Distinct) for atom in known),
        is_repeated=any(isinstance(atom, Repeated) for atom in known),
    )
    if demand.is_distinct and demand.is_repeated:
        return Nothing()
    return _Search(demand, ask, budget).run()
