"""Objects that satisfy what is said of their members: names fall into classes, each wish is granted by one member.

What `required` and refused schemas ask for are wishes, each granted by a member that is there already or by a new one;
what `properties` and its kin say holds of every member of a class of names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.normal.formula import EachMember, Formula, MembersLeast, MembersMost, SomeMember
from treatyc.compatibility.jsonschema.normal.names import Listed, Names, cells, covers
from treatyc.compatibility.jsonschema.regular.language import TooLarge
from treatyc.compatibility.jsonschema.search.answer import Answer, Ask, Budget, Found, Goal, Nothing, Unsure
from treatyc.load.json_text import JsonValue

_MEMBERS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class _Class:
    """Names that are all treated alike, and what holds of each member that is named so."""

    names: Names
    goal: Goal


@dataclass(frozen=True, slots=True)
class _Draft:
    """Members chosen so far, each with all that it must satisfy, and the wishes that are still to be granted."""

    members: Mapping[str, Goal]
    wishes: tuple[SomeMember, ...]


@dataclass(slots=True)
class _Search:
    classes: Sequence[_Class]
    least: int
    most: int | None
    ask: Ask
    budget: Budget
    doubt: Unsure | None = field(default=None)

    def run(self, wishes: Sequence[SomeMember]) -> Answer:
        """The first draft that grants every wish and has as many members as it should."""
        pending = [_Draft({}, tuple(sorted(wishes, key=_freedom)))]
        while pending:
            self.budget.spend(4)
            draft = pending.pop()
            if self.most is not None and len(draft.members) > self.most:
                continue
            if draft.wishes:
                pending.extend(reversed(list(self._granted(draft))))
                continue
            answer = self._filled(draft)
            if isinstance(answer, Found):
                return answer
            self._note(answer)
        return self.doubt or Nothing()

    def _granted(self, draft: _Draft) -> Iterator[_Draft]:
        """The ways to grant the first wish that leave each member possible."""
        wish, rest = draft.wishes[0], draft.wishes[1:]
        for name, goal in draft.members.items():
            if wish.names.accepts(name) and self._possible(goal | {wish.body}):
                yield _Draft({**draft.members, name: goal | {wish.body}}, rest)
        for each in self.classes:
            if not covers(wish.names, each.names):
                continue
            goal = each.goal | {wish.body}
            for fresh in self._fresh(each.names, draft.members, 1)[:1]:
                if self._possible(goal):
                    yield _Draft({**draft.members, fresh: goal}, rest)

    def _possible(self, goal: Goal) -> bool:
        return not isinstance(self.ask(goal), Nothing)

    def _fresh(self, names: Names, taken: Mapping[str, Goal], count: int) -> list[str]:
        if isinstance(names, Listed):
            return [name for name in names.names if name not in taken]
        return [name for name in names.examples(len(taken) + count) if name not in taken][:count]

    def _filled(self, draft: _Draft) -> Answer:
        """The draft with more members where there are too few."""
        members = dict(draft.members)
        for each in self.classes:
            missing = self.least - len(members)
            if missing <= 0:
                break
            answer = self.ask(each.goal)
            if isinstance(answer, Nothing):
                continue
            if missing > _MEMBERS_MAX:
                return Unsure("objects of so many members")
            members.update((name, each.goal) for name in self._fresh(each.names, members, missing))
        if len(members) < self.least:
            return Nothing()
        return self._valued(members)

    def _valued(self, members: Mapping[str, Goal]) -> Answer:
        values: dict[str, JsonValue] = {}
        doubt = ""
        for name, goal in members.items():
            answer = self.ask(goal)
            match answer:
                case Found(value):
                    values[name] = value
                case Nothing():
                    return answer
                case Unsure(reason, guess):
                    if not guess:
                        return answer
                    doubt, values[name] = reason, guess[0]
        return Unsure(doubt, (values,)) if doubt else Found(values)

    def _note(self, answer: Answer) -> None:
        if isinstance(answer, Unsure) and (self.doubt is None or (answer.guess and not self.doubt.guess)):
            self.doubt = answer


def members(atoms: Iterable[Formula], ask: Ask, budget: Budget) -> Answer:
    """An object of which some atoms hold; `ask` finds the values of its members."""
    known = tuple(atoms)
    wishes = [atom for atom in known if isinstance(atom, SomeMember)]
    rules = [atom for atom in known if isinstance(atom, EachMember)]
    least = max((atom.count for atom in known if isinstance(atom, MembersLeast)), default=0)
    tops = [atom.count for atom in known if isinstance(atom, MembersMost)]
    most = min(tops, default=None)
    budget.spend(len(known))
    if most is not None and least > most:
        return Nothing()
    try:
        named = [*(rule.names for rule in rules), *(wish.names for wish in wishes)]
        classes = [_Class(cell, _rules_of(cell, rules)) for cell in cells(named)]
        return _Search(classes, least, most, ask, budget).run(wishes)
    except TooLarge:
        return Unsure("which names several patterns leave")


def _rules_of(cell: Names, rules: Iterable[EachMember]) -> Goal:
    return frozenset(rule.body for rule in rules if covers(rule.names, cell))


def _freedom(wish: SomeMember) -> int:
    """Wishes for one name come first: they leave no choice, and what they choose may grant the others."""
    return len(wish.names.names) if isinstance(wish.names, Listed) else 1 << 30
