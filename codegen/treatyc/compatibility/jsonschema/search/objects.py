"""Objects that satisfy what is said of their members: names fall into classes, each wish is granted by one member.

What `required` and refused schemas ask for are wishes, each granted by a member that is there already or by a new one;
what `properties` and its kin say holds of every member of a class of names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.normal.formula import (
    EachMember,
    Formula,
    MembersLeast,
    MembersMost,
    SomeMember,
)
from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.compatibility.jsonschema.normal.names import Listed, Names, Rest, cells, covers
from treatyc.compatibility.jsonschema.regular.language import TooLarge
from treatyc.compatibility.jsonschema.search.answer import Answer, Ask, Budget, Found, Nothing, Unsure
from treatyc.load.json_text import JsonValue

_MEMBERS_MAX = 2_000

Members = Mapping[str, Goal]


@dataclass(slots=True)
class _Rules:
    """What holds of each member, found by its name."""

    listed: dict[str, list[Formula]] = field(default_factory=dict)
    """Every name that anything speaks of, with what is said of it alone."""
    rests: list[EachMember] = field(default_factory=list)
    wished: dict[str, list[Formula]] = field(default_factory=dict)
    """What members of a certain name must be there for."""
    wishes: list[SomeMember] = field(default_factory=list)
    """The wishes that several names could grant."""

    def add(self, atom: Formula) -> None:
        """Take an atom in, if it is about single members."""
        match atom:
            case EachMember(Listed(names), body):
                for name in sorted(names):
                    self.listed.setdefault(name, []).append(body)
            case EachMember(Rest()):
                self.rests.append(atom)
            case SomeMember(Listed(names), body) if len(names) == 1:
                for name in names:
                    self.wished.setdefault(name, []).append(body)
            case SomeMember():
                self.wishes.append(atom)

    def know(self, atom: Formula) -> None:
        """List the names that an atom speaks of, and says nothing of them alone."""
        match atom:
            case EachMember(Rest(besides)):
                self._know(besides)
            case SomeMember(names):
                self._know(names.names if isinstance(names, Listed) else names.besides)

    def _know(self, names: Iterable[str]) -> None:
        for name in sorted(names):
            self.listed.setdefault(name, [])

    def goal(self, name: str) -> Goal:
        """All that holds of a member."""
        rests = (rule.body for rule in self.rests if rule.names.accepts(name))
        return Goal((*self.listed.get(name, ()), *self.wished.get(name, ()), *rests))

    def others(self) -> list[tuple[Rest, Goal]]:
        """The names that nothing speaks of, in parts, with what holds of each. Raises TooLarge."""
        every = [*(rule.names for rule in self.rests), *(wish.names for wish in self.wishes)]
        parts = cells([Rest(frozenset(self.listed)), *every])
        rests = [part for part in parts if isinstance(part, Rest)]
        return [(part, Goal(r.body for r in self.rests if covers(r.names, part))) for part in rests]


@dataclass(frozen=True, slots=True)
class _Draft:
    """Members chosen so far, each with all that it must satisfy, and the wishes that are still to be granted."""

    members: Members
    wishes: tuple[SomeMember, ...]


@dataclass(slots=True)
class _Search:
    rules: _Rules
    least: int
    most: int | None
    ask: Ask
    budget: Budget
    others: Sequence[tuple[Rest, Goal]]
    doubt: Unsure | None = field(default=None)

    def run(self) -> Answer:
        """The first draft that grants every wish and has as many members as it should."""
        forced = {name: self.rules.goal(name) for name in self.rules.wished}
        if not all(self._possible(goal) for goal in forced.values()):
            return Nothing()
        pending = [_Draft(forced, tuple(self.rules.wishes))]
        while pending:
            self.budget.spend(4)
            draft = pending.pop()
            if self.most is not None and len(draft.members) > self.most:
                continue
            if draft.wishes:
                pending.extend(reversed(list(self._granted(draft))))
                continue
            answer = self._filled(draft.members)
            if isinstance(answer, Found):
                return answer
            self._note(answer)
        return self.doubt or Nothing()

    def _granted(self, draft: _Draft) -> Iterator[_Draft]:
        """The ways to grant the first wish that leave each member possible."""
        wish, rest = draft.wishes[0], draft.wishes[1:]
        for name, goal in (*draft.members.items(), *self._absent(draft.members, wish.names)):
            wished = goal.also(wish.body)
            if wish.names.accepts(name) and self._possible(wished):
                yield _Draft({**draft.members, name: wished}, rest)

    def _absent(self, members: Members, names: Names) -> Iterator[tuple[str, Goal]]:
        """One member of each class that is not there yet and could grant a wish for some names."""
        for name in self.rules.listed:
            if name not in members and names.accepts(name):
                yield name, self.rules.goal(name)
        for part, goal in self.others:
            if covers(names, part):
                yield from ((name, goal) for name in _fresh(part, members, 1))

    def _possible(self, goal: Goal) -> bool:
        return not isinstance(self.ask(goal), Nothing)

    def _filled(self, members: Members) -> Answer:
        """A draft's members with more where they are too few."""
        members = dict(members)
        missing = self.least - len(members)
        if missing > _MEMBERS_MAX:
            return Unsure("objects of so many members")
        for name in self.rules.listed if missing > 0 else ():
            if len(members) < self.least and name not in members and self._possible(self.rules.goal(name)):
                members[name] = self.rules.goal(name)
        for part, goal in self.others if missing > 0 else ():
            missing = self.least - len(members)
            if missing > 0 and self._possible(goal):
                members.update((name, goal) for name in _fresh(part, members, missing))
        return self._valued(members) if len(members) >= self.least else Nothing()

    def _valued(self, members: Members) -> Answer:
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
    budget.spend(1 + len(known) // 4)
    least = max((atom.count for atom in known if isinstance(atom, MembersLeast)), default=0)
    most = min((atom.count for atom in known if isinstance(atom, MembersMost)), default=None)
    if most is not None and least > most:
        return Nothing()
    rules = _rules(known)
    try:
        others = rules.others() if rules.wishes or least > len(rules.wished) else []
        return _Search(rules, least, most, ask, budget, others).run()
    except TooLarge:
        return Unsure("which names several patterns leave")


def are_doomed(atoms: Iterable[Formula], fresh: Iterable[Formula], ask: Ask, budget: Budget) -> bool:
    """Whether no object can satisfy some atoms, as far as single members that `fresh` ones are about show it."""
    known = tuple(atoms)
    budget.spend(1 + len(known) // 8)
    names: dict[str, None] = {}
    for atom in fresh:
        match atom:
            case SomeMember(Listed(listed)) if len(listed) == 1:
                names.update(dict.fromkeys(listed))
            case EachMember(about):
                names.update(dict.fromkeys(name for name in _wished(known) if about.accepts(name)))
    rules = _Rules()
    for atom in _about(known, frozenset(names)):
        rules.add(atom)
    return any(isinstance(ask(rules.goal(name)), Nothing) for name in names)


def _wished(atoms: Iterable[Formula]) -> Iterator[str]:
    """The names of members that must be there."""
    for atom in atoms:
        if isinstance(atom, SomeMember) and isinstance(atom.names, Listed) and len(atom.names.names) == 1:
            yield from atom.names.names


def _about(atoms: Iterable[Formula], names: frozenset[str]) -> Iterator[Formula]:
    """Those atoms that say something of some names: of a large object few do."""
    for atom in atoms:
        if isinstance(atom, EachMember | SomeMember):
            about = atom.names
            if not (isinstance(about, Listed) and about.names.isdisjoint(names)):
                yield atom


def _rules(atoms: Iterable[Formula]) -> _Rules:
    rules = _Rules()
    for atom in atoms:
        rules.add(atom)
        rules.know(atom)
    return rules


def _fresh(part: Rest, taken: Members, count: int) -> list[str]:
    return [name for name in part.examples(len(taken) + count) if name not in taken][:count]
