"""The texts of an automaton: whether there are any of a length, and which, the shortest and plainest first."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.compatibility.jsonschema.regular.automaton import Automaton, TooLarge
from treatyc.compatibility.jsonschema.regular.characters import plain

TEXT_MAX = 100_000
"""The longest text that is made: a longer one says nothing more to a person."""
_WORK_MAX = 2_000_000


class Lengths:
    """From which states of an automaton a text of exactly so many characters leads to its end.

    The sets of states are numbers, a bit a state. The sets of lengths 0, 1, 2 … come round in the end: `period`.
    """

    def __init__(self, automaton: Automaton) -> None:
        self.automaton = automaton
        self._before = _predecessors(automaton)
        self._sets = [sum(1 << state for state, end in enumerate(automaton.accepting) if end)]
        self._seen = {self._sets[0]: 0}
        self._turn: tuple[int, int] | None = None
        self._work = 0

    def ends(self, length: int) -> int:
        """The states from which a text of this length is accepted."""
        while self._turn is None and len(self._sets) <= length:
            self._grow()
        if length < len(self._sets):
            return self._sets[length]
        first, period = self._period()
        return self._sets[first + (length - first) % period]

    def lengths(self, least: int, most: int | None) -> Iterator[int]:
        """The lengths within bounds that some text of the language has, the shortest first."""
        length, idle = least, 0
        while most is None or length <= most:
            idle = 0 if self.ends(length) & 1 else idle + 1
            if idle == 0:
                yield length
            elif self._turn is not None and length >= self._turn[0] and idle > self._turn[1]:
                return
            length += 1

    def _period(self) -> tuple[int, int]:
        while self._turn is None:
            self._grow()
        return self._turn

    def _grow(self) -> None:
        last, found = self._sets[-1], 0
        bits = last
        while bits:
            state = (bits & -bits).bit_length() - 1
            found |= self._before[state]
            bits &= bits - 1
            self._work += 1
        self._work += 1
        if self._work > _WORK_MAX:
            raise TooLarge
        known = self._seen.get(found)
        if known is not None:
            self._turn = (known, len(self._sets) - known)
        else:
            self._seen[found] = len(self._sets)
            self._sets.append(found)


def texts(lengths: Lengths, length: int) -> Iterator[str]:
    """Every text of this length, the plainest first. Raises TooLarge for a length that nobody could read."""
    if length > TEXT_MAX:
        raise TooLarge
    written: list[str] = []
    ways = [_steps(lengths, 0, length)]
    while ways:
        if len(written) == length:
            yield "".join(written)
            ways.pop()
            if written:
                written.pop()
            continue
        step = next(ways[-1], None)
        if step is None:
            ways.pop()
            if written:
                written.pop()
            continue
        char, state = step
        written.append(char)
        ways.append(_steps(lengths, state, length - len(written)))


def _steps(lengths: Lengths, state: int, left: int) -> Iterator[tuple[str, int]]:
    """The characters that lead on from a state to the end in `left` steps, each with the next state."""
    if left == 0:
        return
    ends = lengths.ends(left - 1)
    automaton = lengths.automaton
    row = automaton.table[state]
    useful = {
        cut: row[kind]
        for cut, kind in zip(automaton.letters.cuts, automaton.letters.kinds, strict=True)
        if ends >> row[kind] & 1
    }
    cuts = sorted(useful)
    for low, high in plain(cuts):
        target = next(useful[cut] for cut in cuts if cut[0] <= low <= cut[1])
        for code in range(low, high + 1):
            yield chr(code), target


def _predecessors(automaton: Automaton) -> list[int]:
    found = [0] * len(automaton.table)
    for state, row in enumerate(automaton.table):
        for target in set(row):
            found[target] |= 1 << state
    return found
