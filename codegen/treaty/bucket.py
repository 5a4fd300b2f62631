"""A token bucket: how fast somebody may go on, after a burst."""

from __future__ import annotations

from treaty.contract import Rate


class Bucket:
    """Whoever takes from it may burst up to `rate.messages`, and then goes at the rate."""

    __slots__ = ("_at", "_rate", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = float(rate.messages)
        self._at = now

    def take(self, now: float) -> float:
        """Take one token; the seconds to wait before going on, 0 when there was one. Debts queue in their order."""
        per_message_s = self._rate.per_s / self._rate.messages
        self._tokens = min(float(self._rate.messages), self._tokens + (now - self._at) / per_message_s)
        self._at = now
        self._tokens -= 1.0
        return max(0.0, -self._tokens * per_message_s)

    def give_back(self) -> None:
        """What was taken last is not used."""
        self._tokens += 1.0
