"""The pairs of schemas that a comparison meets, and which of them do not go together.

Every pair is taken to be compatible until something stands against it; whoever relied on that is then asked again. So
recursion costs no stack, and the result is the greatest fixed point, as it is in the engines that are followed so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from treatyc.dialects.limits import Effort

N = TypeVar("N")

Path = tuple[str, ...]

REASONS_MAX = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A change that is not forgiven, in the engine's word, and where it is."""

    kind: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Within(Generic[N]):
    """What is wrong with a pair of parts is wrong with the whole."""

    pair: tuple[N, N]
    path: Path = ()


@dataclass(slots=True)
class Comparison(Generic[N]):
    """`wrong` are the pairs that do not go together, with why; `users` who asked about a pair.

    `resolve` says which node stands for another one, as what a reference refers to does. Nodes are hashable.
    """

    resolve: Callable[[N], N]
    forgiven: frozenset[str] = frozenset()
    effort: Effort = field(default_factory=Effort)
    wrong: dict[tuple[N, N], tuple[Difference | Within[N], ...]] = field(default_factory=dict)
    users: dict[tuple[N, N], dict[tuple[N, N], None]] = field(default_factory=dict)
    pending: deque[tuple[N, N]] = field(default_factory=deque)
    queued: set[tuple[N, N]] = field(default_factory=set)
    asking: tuple[N, N] | None = None

    def differences(
        self, before: N, after: N, look: Callable[[N, N], Iterator[Difference | Within[N]]]
    ) -> list[Difference]:
        """All that stands against a pair; `look` compares one pair and asks about its parts."""
        root = self.resolve(before), self.resolve(after)
        self.refutes(*root)
        while self.pending:
            pair = self.pending.popleft()
            self.queued.discard(pair)
            self.asking = pair
            found = tuple(dict.fromkeys(look(*pair)))
            if found and pair not in self.wrong:
                self._queue(self.users[pair])
            if found:
                self.wrong[pair] = found
        return list(self._reasons(root))

    def refutes(self, before: N, after: N) -> bool:
        """Whether a pair is known not to go together; if it turns out so later, whoever asks is asked again."""
        self.effort.spend()
        pair = self.resolve(before), self.resolve(after)
        if pair not in self.users:
            self.users[pair] = {}
            self._queue((pair,))
        if self.asking is not None:
            self.users[pair][self.asking] = None
        return pair in self.wrong

    def within(self, before: N, after: N, *path: str) -> Iterator[Difference | Within[N]]:
        """What is wrong with two parts."""
        if self.refutes(before, after):
            yield Within((self.resolve(before), self.resolve(after)), path)

    def differ(self, kind: str, *path: str) -> Iterator[Difference | Within[N]]:
        """A difference, unless it is forgiven."""
        if kind not in self.forgiven:
            yield Difference(kind, path)

    def _queue(self, pairs: Iterable[tuple[N, N]]) -> None:
        fresh = [pair for pair in pairs if pair not in self.queued]
        self.pending.extend(fresh)
        self.queued.update(fresh)

    def _reasons(self, root: tuple[N, N]) -> Iterator[Difference]:
        """The differences of a pair and its parts, the nearest first; a pair speaks once, where it is met first."""
        queue: deque[tuple[tuple[N, N], Path]] = deque([(root, ())])
        seen = {root}
        count = 0
        while queue and count < REASONS_MAX:
            pair, path = queue.popleft()
            for finding in self.wrong.get(pair, ()):
                match finding:
                    case Difference(kind, inner):
                        count += 1
                        yield Difference(kind, path + inner)
                    case Within(part, inner) if part not in seen:
                        seen.add(part)
                        queue.append((part, path + inner))


def below(findings: Iterable[Difference | Within[N]], *path: str) -> Iterator[Difference | Within[N]]:
    """Findings of a part, seen from the whole."""
    for finding in findings:
        match finding:
            case Difference(kind, inner):
                yield Difference(kind, path + inner)
            case Within(pair, inner):
                yield Within(pair, path + inner)
