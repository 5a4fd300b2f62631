"""The pairs of schemas that a comparison meets, and which of them do not go together.

Every pair is taken to be compatible until something stands against it; whoever relied on that is then asked again. So
recursion costs no stack, and the result is the greatest fixed point, as the registry's is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from treatyc.dialects.confluent.jsonschema_changes import Change
from treatyc.dialects.everit.model import Node, ReferenceNode
from treatyc.dialects.limits import Effort

Path = tuple[str, ...]
Pair = tuple[Node, Node]

REASONS_MAX = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A change that the policy does not forgive, and where it is."""

    change: Change
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Within:
    """What is wrong with a pair of parts is wrong with the whole."""

    pair: Pair
    path: Path = ()


Finding = Difference | Within


@dataclass(slots=True)
class Comparison:
    """`wrong` are the pairs that do not go together, with why; `users` who asked about a pair."""

    forgiven: frozenset[Change]
    effort: Effort = field(default_factory=Effort)
    wrong: dict[Pair, tuple[Finding, ...]] = field(default_factory=dict)
    users: dict[Pair, dict[Pair, None]] = field(default_factory=dict)
    pending: deque[Pair] = field(default_factory=deque)
    queued: set[Pair] = field(default_factory=set)
    asking: Pair | None = None

    def differences(self, original: Node, update: Node, look: Callable[[Pair], Iterator[Finding]]) -> list[Difference]:
        """All that stands against a pair; `look` compares one pair and asks about its parts."""
        root = _pair(original, update)
        self.refutes(*root)
        while self.pending:
            pair = self.pending.popleft()
            self.queued.discard(pair)
            self.effort.spend()
            self.asking = pair
            found = tuple(dict.fromkeys(look(pair)))
            if found and pair not in self.wrong:
                self._queue(self.users[pair])
            if found:
                self.wrong[pair] = found
        return list(self._reasons(root))

    def refutes(self, original: Node, update: Node) -> bool:
        """Whether a pair is known not to go together; if it turns out so later, whoever asks is asked again."""
        pair = _pair(original, update)
        if pair not in self.users:
            self.users[pair] = {}
            self._queue((pair,))
        if self.asking is not None:
            self.users[pair][self.asking] = None
        return pair in self.wrong

    def within(self, original: Node, update: Node, *path: str) -> Iterator[Finding]:
        """What is wrong with two parts."""
        if self.refutes(original, update):
            yield Within(_pair(original, update), path)

    def differ(self, change: Change, *path: str) -> Iterator[Finding]:
        """A difference, unless the policy forgives it."""
        if change not in self.forgiven:
            yield Difference(change, path)

    def _queue(self, pairs: Iterable[Pair]) -> None:
        fresh = [pair for pair in pairs if pair not in self.queued]
        self.pending.extend(fresh)
        self.queued.update(fresh)

    def _reasons(self, root: Pair) -> Iterator[Difference]:
        """The differences of a pair and its parts, the nearest first; a pair speaks once, where it is met first."""
        queue: deque[tuple[Pair, Path]] = deque([(root, ())])
        seen = {root}
        count = 0
        while queue and count < REASONS_MAX:
            pair, path = queue.popleft()
            for finding in self.wrong.get(pair, ()):
                match finding:
                    case Difference(change, inner):
                        count += 1
                        yield Difference(change, path + inner)
                    case Within(part, inner) if part not in seen:
                        seen.add(part)
                        queue.append((part, path + inner))


def below(findings: Iterable[Finding], *path: str) -> Iterator[Finding]:
    """Findings of a part, seen from the whole."""
    for finding in findings:
        match finding:
            case Difference(change, inner):
                yield Difference(change, path + inner)
            case Within(pair, inner):
                yield Within(pair, path + inner)


def _pair(original: Node, update: Node) -> Pair:
    return _referred(original), _referred(update)


def _referred(node: Node) -> Node:
    return node.referred if isinstance(node, ReferenceNode) else node
