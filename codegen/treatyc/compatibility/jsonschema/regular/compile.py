"""The tree of a pattern as an automaton of all texts in which the pattern is found."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import assert_never

from treatyc.compatibility.jsonschema.regular.automaton import Automaton, Letters, TooLarge, explore, partition
from treatyc.compatibility.jsonschema.regular.characters import Ranges
from treatyc.compatibility.jsonschema.regular.syntax import Assertion, Chars, Choice, Edge, Repeat, Sequence, Tree

NODES_MAX = 6_000
STEPS_MAX = 400_000


class _Side(enum.Enum):
    """What stands beside a place."""

    NOTHING = "nothing"
    WORD = "word"
    OTHER = "other"


@dataclass(slots=True)
class _Net:
    """A nondeterministic automaton; `free` are ways that take no character, some only at a certain place."""

    sets: dict[Ranges, int] = field(default_factory=dict)
    free: list[list[tuple[Edge | None, int]]] = field(default_factory=list)
    moves: list[tuple[int, int] | None] = field(default_factory=list)

    def node(self) -> int:
        """A new node."""
        if len(self.free) >= NODES_MAX:
            raise TooLarge
        self.free.append([])
        self.moves.append(None)
        return len(self.free) - 1

    def add(self, tree: Tree, start: int) -> int:
        """Lead from `start` through a tree; the node at its end."""
        match tree:
            case Chars(ranges):
                end = self.node()
                entry = self.node()
                self.free[start].append((None, entry))
                self.moves[entry] = (self.sets.setdefault(ranges, len(self.sets)), end)
            case Assertion(edge):
                end = self.node()
                self.free[start].append((edge, end))
            case Sequence(parts):
                end = start
                for part in parts:
                    end = self.add(part, end)
            case Choice(branches):
                end = self.node()
                for branch in branches:
                    entry = self.node()
                    self.free[start].append((None, entry))
                    self.free[self.add(branch, entry)].append((None, end))
            case Repeat():
                end = self._repeated(tree, start)
            case _:
                assert_never(tree)
        return end

    def _repeated(self, tree: Repeat, start: int) -> int:
        at = start
        for _ in range(tree.least):
            at = self.add(tree.part, at)
        end = self.node()
        self.free[at].append((None, end))
        if tree.most is None:
            entry = self.node()
            self.free[at].append((None, entry))
            last = self.add(tree.part, entry)
            self.free[last] += [(None, entry), (None, end)]
            return end
        for _ in range(tree.most - tree.least):
            entry = self.node()
            self.free[at].append((None, entry))
            at = self.add(tree.part, entry)
            self.free[at].append((None, end))
        return end


State = tuple[frozenset[int], _Side]
_FOUND: State = (frozenset({-1}), _Side.OTHER)


@dataclass(slots=True)
class _Search:
    """The deterministic steps of a net that looks for its pattern anywhere; `work` bounds them."""

    net: _Net
    start: int
    end: int
    letters: Letters
    kinds_of: list[list[int]]
    sides: list[_Side]
    work: int = 0

    def reached(self, nodes: frozenset[int], before: _Side, after: _Side) -> set[int]:
        """The nodes that can be reached without a character between what stands before and what comes after."""
        found = set(nodes)
        pending = list(nodes)
        while pending:
            for edge, target in self.net.free[pending.pop()]:
                if target not in found and (edge is None or _holds(edge, before, after)):
                    found.add(target)
                    pending.append(target)
        self.work += len(found)
        if self.work > STEPS_MAX:
            raise TooLarge
        return found

    def step(self, state: State) -> list[State]:
        """The state after each kind of character."""
        nodes, before = state
        if state == _FOUND:
            return [_FOUND] * self.letters.count
        targets: list[set[int]] = [set() for _ in self.sides]
        found: set[_Side] = set()
        for after in dict.fromkeys(self.sides):
            reached = self.reached(nodes, before, after)
            if self.end in reached:
                found.add(after)
                continue
            for node in reached:
                move = self.net.moves[node]
                for kind in self.kinds_of[move[0]] if move is not None else ():
                    if self.sides[kind] is after and move is not None:
                        targets[kind].add(move[1])
        return [
            _FOUND if side in found else (frozenset(into | {self.start}), side)
            for into, side in zip(targets, self.sides, strict=True)
        ]

    def accepts(self, state: State) -> bool:
        """Whether a text that ends here is of the language."""
        return state == _FOUND or self.end in self.reached(state[0], state[1], _Side.NOTHING)


def compiled(tree: Tree, words: Ranges) -> Automaton:
    """All texts in which the pattern is found; `words` are the characters of a word.

    Raises TooLarge.
    """
    net = _Net()
    start = net.node()
    end = net.add(tree, start)
    asks_words = any(edge in (Edge.WORD, Edge.NO_WORD) for ways in net.free for edge, _ in ways)
    sets = [*net.sets, words] if asks_words else [*net.sets]
    letters = Letters(*partition(sets))
    samples = [letters.cuts[letters.kinds.index(kind)][0] for kind in range(letters.count)]
    kinds_of = [[kind for kind, code in enumerate(samples) if _has(ranges, code)] for ranges in net.sets]
    sides = [_Side.WORD if asks_words and _has(words, code) else _Side.OTHER for code in samples]
    search = _Search(net, start, end, letters, kinds_of, sides)
    return explore((frozenset({start}), _Side.NOTHING), letters, search.step, search.accepts)


def _has(ranges: Ranges, code: int) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _holds(edge: Edge, before: _Side, after: _Side) -> bool:
    match edge:
        case Edge.START:
            return before is _Side.NOTHING
        case Edge.END:
            return after is _Side.NOTHING
        case Edge.WORD:
            return (before is _Side.WORD) is not (after is _Side.WORD)
        case Edge.NO_WORD:
            return (before is _Side.WORD) is (after is _Side.WORD)
        case _:
            assert_never(edge)
