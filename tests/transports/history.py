"""What was sent, handled and buried, and the checks that hold whatever went wrong in between (BROKERS.md 2.6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

Entry = tuple[str, int]
"""A key, and the number of a message within it; a sender counts up within a key and awaits each confirmation."""


@dataclass
class History:
    """Append-only; `acknowledged` are what the broker confirmed to the sender."""

    acknowledged: list[Entry] = field(default_factory=list)
    handled: list[Entry] = field(default_factory=list)
    buried: list[Entry] = field(default_factory=list)

    def lost(self, pending: frozenset[Entry] = frozenset()) -> list[Entry]:
        """Acknowledged, and then neither handled nor a dead letter nor still pending: must be none."""
        return sorted(set(self.acknowledged) - set(self.handled) - set(self.buried) - pending)

    def invented(self, unsure: frozenset[Entry] = frozenset()) -> list[Entry]:
        """Handled, and never sent: must be none."""
        return sorted({*self.handled, *self.buried} - set(self.acknowledged) - unsure)

    def overtaken(self) -> list[tuple[Entry, Entry]]:
        """Handled for the first time before one of its key that came first and was not buried: must be none.

        A message that is handled again is no violation: delivery is at least once.
        """
        last: dict[str, int] = {}
        violations = []
        seen: set[Entry] = set()
        for key, number in self.handled:
            if (key, number) in seen:
                continue
            seen.add((key, number))
            if number < last.get(key, -1):
                violations.append(((key, number), (key, last[key])))
            last[key] = max(number, last.get(key, -1))
        return violations

    def repeated(self) -> list[Entry]:
        """Handled more than once."""
        return sorted(entry for entry, count in Counter(self.handled).items() if count > 1)
