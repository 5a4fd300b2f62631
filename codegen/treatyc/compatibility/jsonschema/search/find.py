"""Looks for a value that satisfies a goal, and proves that there is none: the heart of containment.

A goal is a set of formulas about one value. For each kind of value its atoms are solved first and its alternatives
left aside; only an alternative that the value found does not satisfy anyway is decided, by trying its parts. A goal
that is met again beneath itself has no value there that it would not have without: the smallest value of a goal holds
no other value of the same goal. What rests on that is remembered only once the outer goal is decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from treatyc.compatibility.jsonschema.normal.formula import (
    FALSE,
    AllOf,
    Among,
    AnyOf,
    Formula,
    Kind,
    NotAmong,
    Refer,
    Unclear,
)
from treatyc.compatibility.jsonschema.normal.goal import Goal
from treatyc.compatibility.jsonschema.normal.translate import Translator
from treatyc.compatibility.jsonschema.search.answer import Answer, Budget, Found, Nothing, UndecidedError, Unsure
from treatyc.compatibility.jsonschema.search.arrays import items
from treatyc.compatibility.jsonschema.search.holds import Judge
from treatyc.compatibility.jsonschema.search.numbers import number
from treatyc.compatibility.jsonschema.search.objects import are_doomed, members
from treatyc.compatibility.jsonschema.search.texts import text

_DEPTH_MAX = 60
_STATE_STEPS = 10
_LOOKED_AT = 40
"""An alternative of more parts is not tried only to see whether it leaves fewer ways than another."""
_ORDER = (Kind.NULL, Kind.BOOLEAN, Kind.NUMBER, Kind.STRING, Kind.OBJECT, Kind.ARRAY)


@dataclass(slots=True)
class _State:
    """What is asserted of a value of one kind, and the alternatives that are not decided yet."""

    atoms: dict[Formula, None] = field(default_factory=dict)
    alternatives: dict[AnyOf, None] = field(default_factory=dict)
    schemas: dict[Refer, None] = field(default_factory=dict)
    unclear: dict[str, None] = field(default_factory=dict)

    def copy(self) -> _State:
        """The same, to go on from."""
        return _State(dict(self.atoms), dict(self.alternatives), dict(self.schemas), dict(self.unclear))


@dataclass(slots=True)
class Search:
    """One comparison's search, with what it has learnt."""

    translator: Translator
    budget: Budget
    _judge: Judge = field(init=False)
    _known: dict[Goal, Answer] = field(default_factory=dict)
    _path: list[Goal] = field(default_factory=list)
    _rests_on: int = field(default=_DEPTH_MAX)
    """The outermost goal on the path that the answers since then rest on."""

    def __post_init__(self) -> None:
        self._judge = Judge(self.translator, self.budget)

    def solve(self, goal: Goal) -> Answer:
        """A value of a goal, nothing where there is none, or why neither can be said."""
        self.budget.spend(1)
        known = self._known.get(goal)
        if known is not None:
            return known
        if _is_contradiction(goal):
            return Nothing()
        for depth, above in enumerate(self._path):
            if above <= goal:
                self._rests_on = min(self._rests_on, depth)
                return Nothing()
        depth = len(self._path)
        if depth >= _DEPTH_MAX:
            return Unsure("values that nest so deep")
        outer, self._rests_on = self._rests_on, _DEPTH_MAX
        self._path.append(goal)
        answer = self._solved(goal)
        self._path.pop()
        if self._rests_on >= depth or isinstance(answer, Found):
            self._known[goal] = answer
            self._rests_on = outer
        else:
            self._rests_on = min(outer, self._rests_on)
        return answer

    def _solved(self, goal: Goal) -> Answer:
        doubt: Unsure | None = None
        for kind in _ORDER:
            answer = self._of_kind(goal, kind)
            if isinstance(answer, Found):
                return answer
            doubt = _better(doubt, answer)
        return doubt or Nothing()

    def _of_kind(self, goal: Goal, kind: Kind) -> Answer:
        start = _State()
        if not self._assert(start, [*goal, self.translator.closing(goal)], kind):
            return Nothing()
        doubt: Unsure | None = None
        pending = [start]
        while pending:
            self.budget.spend(_STATE_STEPS)
            state = pending.pop()
            answer = self._atoms(kind, state)
            if isinstance(answer, Nothing):
                continue
            branches = self._branches(state, answer, kind)
            if branches is not None:
                pending.extend(reversed(branches))
            elif isinstance(answer, Found) and not state.unclear:
                return answer
            else:
                doubt = _better(doubt, _doubtful(answer, state))
        return doubt or Nothing()

    def _branches(self, state: _State, answer: Answer, kind: Kind) -> list[_State] | None:
        """The ways to go on: those of the alternative that leaves the fewest. None where all are decided.

        Only alternatives count that the value at hand does not satisfy; one without any way left ends the matter.
        """
        fewest: list[_State] | None = None
        for alternative in sorted(state.alternatives, key=_breadth):
            if isinstance(answer, Found) and self._satisfied(alternative, answer):
                continue
            if fewest is not None and (len(alternative.parts) > _LOOKED_AT or len(fewest) == 1):
                break
            tried = self._tried(state, alternative, kind)
            if fewest is None or len(tried) < len(fewest):
                fewest = tried
            if not fewest:
                break
        return fewest

    def _tried(self, state: _State, alternative: AnyOf, kind: Kind) -> list[_State]:
        tried = []
        for part in alternative.parts:
            self.budget.spend(2 + len(state.atoms) // 20)
            branch = state.copy()
            del branch.alternatives[alternative]
            # The branch of a `oneOf` stands before all those that must not hold: it alone is often impossible.
            parts = part.parts if isinstance(part, AllOf) else (part,)
            if all(self._stays_possible(branch, some, kind) for some in (parts[:1], parts[1:]) if some):
                tried.append(branch)
        return tried

    def _stays_possible(self, state: _State, formulas: Iterable[Formula], kind: Kind) -> bool:
        """Add some formulas to a state; False where that shows at once that nothing satisfies it."""
        before = len(state.atoms)
        if not self._assert(state, formulas, kind):
            return False
        fresh = list(state.atoms)[before:]
        return kind is not Kind.OBJECT or not are_doomed(state.atoms, fresh, self.solve, self.budget)

    def _satisfied(self, alternative: AnyOf, answer: Found) -> bool:
        try:
            return self._judge.holds(alternative, answer.value)
        except UndecidedError:
            return False

    def _assert(self, state: _State, formulas: Iterable[Formula], kind: Kind) -> bool:
        """Add what some formulas say of a kind; False where that contradicts what is there."""
        pending = [self.translator.seen_as(each, kind) for each in formulas][::-1]
        while pending:
            self.budget.spend(1)
            formula = pending.pop()
            match formula:
                case AllOf(parts):
                    pending.extend(reversed(parts))
                case AnyOf():
                    if formula == FALSE:
                        return False
                    state.alternatives[formula] = None
                case Refer():
                    if formula in state.schemas:
                        continue
                    if _contradicts(formula, state.schemas):
                        return False
                    state.schemas[formula] = None
                    pending.append(self.translator.seen_as(self.translator.expand(formula), kind))
                case Unclear(reason):
                    state.unclear[reason] = None
                case _:
                    state.atoms[formula] = None
        return True

    def _atoms(self, kind: Kind, state: _State) -> Answer:
        match kind:
            case Kind.NULL:
                return _listed((None,), state.atoms)
            case Kind.BOOLEAN:
                return _listed((True, False), state.atoms)
            case Kind.NUMBER:
                return number(state.atoms)
            case Kind.STRING:
                self.budget.spend(_STATE_STEPS)
                return text(state.atoms)
            case Kind.ARRAY:
                return items(state.atoms, self.solve, self.budget)
            case Kind.OBJECT:
                return members(state.atoms, self.solve, self.budget)


def _listed(values: Iterable[bool | None], atoms: Iterable[Formula]) -> Answer:
    """One of a few values, of which some atoms hold."""
    known = list(atoms)
    for value in values:
        allowed = all(value in atom.values for atom in known if isinstance(atom, Among))
        if allowed and not any(value in atom.values for atom in known if isinstance(atom, NotAmong)):
            return Found(value)
    return Nothing()


def _contradicts(formula: Refer, schemas: Iterable[Refer]) -> bool:
    return any(other.site is formula.site and other.positive is not formula.positive for other in schemas)


def _is_contradiction(goal: Goal) -> bool:
    """Whether a value is to satisfy a schema and not to: all that did not change is decided so, whatever it says."""
    sites = [
        {part.site for part in goal if isinstance(part, Refer) and part.positive is sign} for sign in (True, False)
    ]
    return not sites[0].isdisjoint(sites[1])


def _breadth(alternative: AnyOf) -> int:
    return len(alternative.parts)


def _doubtful(answer: Answer, state: _State) -> Answer:
    """A value that something unclear is said of is a guess."""
    if isinstance(answer, Found):
        return Unsure(next(iter(state.unclear)), (answer.value,))
    return answer


def _better(doubt: Unsure | None, answer: Answer) -> Unsure | None:
    """The doubt worth keeping: one with a guess."""
    if not isinstance(answer, Unsure):
        return doubt
    return answer if doubt is None or (answer.guess and not doubt.guess) else doubt
