"""Deterministic automata over ranges of characters, minimal and numbered in one way: equal languages, equal values."""

from __future__ import annotations

import enum
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from treatyc.compatibility.jsonschema.regular.characters import ALPHABET, Ranges

STATES_MAX = 2_000
CELLS_MAX = 60_000

S = TypeVar("S", bound=Hashable)
Table = tuple[tuple[int, ...], ...]


class TooLarge(Exception):
    """A regular language needs more states, steps or characters than a comparison may spend on it."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The alphabet cut into ranges, each with the number of its kind; an automaton treats one kind alike."""

    cuts: Ranges
    kinds: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many kinds there are."""
        return max(self.kinds) + 1

    def kind(self, code: int) -> int | None:
        """The kind of a character; None for half a surrogate pair."""
        low, high = 0, len(self.cuts)
        while low < high:
            middle = (low + high) // 2
            if self.cuts[middle][1] < code:
                low = middle + 1
            else:
                high = middle
        return self.kinds[low] if low < len(self.cuts) and self.cuts[low][0] <= code else None


ONE_KIND = Letters(ALPHABET, (0,) * len(ALPHABET))


@dataclass(frozen=True, slots=True, eq=False)
class Automaton:
    """A complete, minimal automaton that begins in state 0; `table` is the next state by state and kind.

    `key` is the hash of all of it, so that it is not made anew each time that a language is looked up.
    """

    letters: Letters
    table: Table
    accepting: tuple[bool, ...]
    key: int = field(repr=False)

    def __hash__(self) -> int:
        return self.key

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Automaton) and (self.key, self.letters, self.table, self.accepting) == (
            other.key,
            other.letters,
            other.table,
            other.accepting,
        )

    def accepts(self, text: str) -> bool:
        """Whether a text is of the language."""
        state = 0
        for char in text:
            kind = self.letters.kind(ord(char))
            if kind is None:
                return False
            state = self.table[state][kind]
        return self.accepting[state]


class Join(enum.Enum):
    """How two languages become one."""

    BOTH = "both"
    EITHER = "either"


def explore(start: S, letters: Letters, step: Callable[[S], Sequence[S]], accepts: Callable[[S], bool]) -> Automaton:
    """The minimal automaton of states that are found on the way; `step` gives the next state for each kind."""
    numbers: dict[S, int] = {start: 0}
    order = [start]
    rows: list[tuple[int, ...]] = []
    for state in order:
        row = []
        for target in step(state):
            number = numbers.setdefault(target, len(numbers))
            if number == len(order):
                order.append(target)
            row.append(number)
        rows.append(tuple(row))
        if len(order) > STATES_MAX or len(order) * letters.count > CELLS_MAX:
            raise TooLarge
    return _minimal(letters, rows, [accepts(state) for state in order])


@lru_cache(maxsize=4096)
def joined(one: Automaton, other: Automaton, join: Join) -> Automaton:
    """The language of texts that both, or that either, accept."""
    letters, pairs = _common(one.letters, other.letters)
    idle_one, idle_other = _settled(one, join), _settled(other, join)
    settled = (-1, -1)

    def step(state: tuple[int, int]) -> list[tuple[int, int]]:
        if state == settled:
            return [settled] * len(pairs)
        row, beside = one.table[state[0]], other.table[state[1]]
        found = []
        for first, second in pairs:
            target = row[first], beside[second]
            found.append(settled if target[0] == idle_one or target[1] == idle_other else target)
        return found

    def accepts(state: tuple[int, int]) -> bool:
        if state == settled:
            return join is Join.EITHER
        first, second = one.accepting[state[0]], other.accepting[state[1]]
        return (first and second) if join is Join.BOTH else (first or second)

    return explore((0, 0), letters, step, accepts)


def inverted(given: Automaton) -> Automaton:
    """Every text that the automaton does not accept."""
    return _sealed(given.letters, given.table, tuple(not each for each in given.accepting))


def chain(least: int, most: int | None) -> Automaton:
    """Every text whose length is within bounds."""
    last = least if most is None else most + 1
    if last > STATES_MAX:
        raise TooLarge
    return explore(
        0,
        ONE_KIND,
        lambda length: [min(length + 1, last)],
        lambda length: length >= least and (most is None or length <= most),
    )


def spelled(text: str) -> Automaton:
    """The one text."""
    cuts, kinds = partition([((ord(char), ord(char)),) for char in sorted(set(text))])
    letters = Letters(cuts, kinds)
    codes = [letters.kind(ord(char)) for char in text]
    end, lost = len(text), len(text) + 1

    def step(at: int) -> list[int]:
        following = codes[at] if at < end else None
        return [at + 1 if following is not None and kind == following else lost for kind in range(letters.count)]

    return explore(0, letters, step, lambda at: at == end)


def partition(sets: Iterable[Ranges]) -> tuple[Ranges, tuple[int, ...]]:
    """The alphabet cut so that each set is a union of kinds."""
    own = list(sets)
    starts = {low for low, _ in ALPHABET} | {high + 1 for _, high in ALPHABET}
    for ranges in own:
        for low, high in ranges:
            starts |= {low, high + 1}
    order = sorted(starts)
    cuts = [(low, after - 1) for low, after in pairwise(order) if _is_letter(low)]
    signs: list[list[int]] = [[] for _ in cuts]
    for number, ranges in enumerate(own):
        at = 0
        for sign, (low, _) in zip(signs, cuts, strict=True):
            while at < len(ranges) and ranges[at][1] < low:
                at += 1
            if at < len(ranges) and ranges[at][0] <= low:
                sign.append(number)
    numbers: dict[tuple[int, ...], int] = {}
    return tuple(cuts), tuple(numbers.setdefault(tuple(sign), len(numbers)) for sign in signs)


def _is_letter(code: int) -> bool:
    return any(low <= code <= high for low, high in ALPHABET)


def _settled(given: Automaton, join: Join) -> int:
    """The state whose outcome nothing can change any more, and with it that of the pair; -2 where there is none."""
    outcome = join is Join.EITHER
    rows = enumerate(zip(given.table, given.accepting, strict=True))
    return next((at for at, (row, end) in rows if end is outcome and set(row) == {at}), -2)


def _common(one: Letters, other: Letters) -> tuple[Letters, list[tuple[int, int]]]:
    """Letters fine enough for both, and for each of their kinds the kinds of the two."""
    if one == other:
        return one, [(kind, kind) for kind in range(one.count)]
    numbers: dict[tuple[int, int], int] = {}
    cuts: list[tuple[int, int]] = []
    kinds: list[int] = []
    first = second = 0
    while first < len(one.cuts):
        (low, high), (bottom, top) = one.cuts[first], other.cuts[second]
        pair = (one.kinds[first], other.kinds[second])
        cuts.append((max(low, bottom), min(high, top)))
        kinds.append(numbers.setdefault(pair, len(numbers)))
        first, second = first + (high <= top), second + (top <= high)
    return Letters(tuple(cuts), tuple(kinds)), list(numbers)


def _minimal(letters: Letters, rows: Sequence[tuple[int, ...]], accepting: Sequence[bool]) -> Automaton:
    block = _blocks(rows, accepting, letters.count)
    kept: dict[int, int] = {}
    for state, number in enumerate(block):
        kept.setdefault(number, state)
    columns: dict[tuple[int, ...], int] = {}
    shapes = list(kept.items())
    merged = [
        columns.setdefault(tuple(block[rows[state][kind]] for _, state in shapes), len(columns))
        for kind in range(letters.count)
    ]
    cuts, kinds = _glued(letters, merged)
    source = {kind: old for old, kind in reversed(list(enumerate(merged)))}
    order_kinds = [source[kind] for kind in dict.fromkeys(kinds)]
    final = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    order = [block[0]]
    numbers = {block[0]: 0}
    table = []
    for number in order:
        row = []
        for kind in order_kinds:
            target = block[rows[kept[number]][kind]]
            if target not in numbers:
                numbers[target] = len(order)
                order.append(target)
            row.append(numbers[target])
        table.append(tuple(row))
    return _sealed(
        Letters(cuts, tuple(final[kind] for kind in kinds)),
        tuple(table),
        tuple(accepting[kept[number]] for number in order),
    )


def _glued(letters: Letters, merged: Sequence[int]) -> tuple[Ranges, list[int]]:
    """Neighbouring ranges of one kind as one."""
    cuts: list[tuple[int, int]] = []
    kinds: list[int] = []
    for (low, high), kind in zip(letters.cuts, letters.kinds, strict=True):
        if cuts and kinds[-1] == merged[kind] and cuts[-1][1] + 1 == low:
            cuts[-1] = (cuts[-1][0], high)
        else:
            cuts.append((low, high))
            kinds.append(merged[kind])
    return tuple(cuts), kinds


def _blocks(rows: Sequence[tuple[int, ...]], accepting: Sequence[bool], kinds: int) -> list[int]:
    """The number of the class of each state: two states of one class accept the same ends (Hopcroft 1971)."""
    into: list[list[list[int]]] = [[[] for _ in rows] for _ in range(kinds)]
    for state, row in enumerate(rows):
        for kind, target in enumerate(row):
            into[kind][target].append(state)
    ends = {state for state, end in enumerate(accepting) if end}
    members = [part for part in (ends, set(range(len(rows))) - ends) if part]
    block = [0] * len(rows)
    for number, part in enumerate(members):
        for state in part:
            block[state] = number
    pending = {(number, kind) for number in range(len(members)) for kind in range(kinds)}
    while pending:
        number, kind = pending.pop()
        hit: dict[int, set[int]] = {}
        for target in members[number]:
            for state in into[kind][target]:
                hit.setdefault(block[state], set()).add(state)
        for old, part in hit.items():
            if len(part) == len(members[old]):
                continue
            new = len(members)
            rest = members[old] - part
            members[old], fresh = (part, rest) if len(part) >= len(rest) else (rest, part)
            members.append(fresh)
            for state in fresh:
                block[state] = new
            # The smaller half is enough where the whole was done; where it still waits, both halves wait.
            pending.update((new, each) for each in range(kinds))
    return block


def _sealed(letters: Letters, table: Table, accepting: tuple[bool, ...]) -> Automaton:
    return Automaton(letters, table, accepting, hash((letters, table, accepting)))
