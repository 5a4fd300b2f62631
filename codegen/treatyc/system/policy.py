"""A delivery policy: what happens between a message's arrival and its end. All durations are in seconds."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.source import Place


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Where a message ends that could not be handled, and for how long it is kept there."""

    retain_s: float = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class CircuitBreaker:
    """Pause instead of flooding the dead letters: `share` of the last `window` messages failed."""

    share: float
    window: int
    pause_s: float


@dataclass(frozen=True, slots=True)
class Policy:
    """A named policy with every default filled in. `dead_letter` is None only where it was switched off."""

    name: str
    place: Place
    ack_wait_s: float = 30.0
    max_deliver: int = 3
    backoff_s: tuple[float, ...] = (1.0, 5.0)
    dead_letter: DeadLetter | None = DeadLetter()
    deduplicate_s: float = 600.0
    in_flight: int = 256
    circuit_breaker: CircuitBreaker | None = None

    @property
    def retry_horizon_s(self) -> float:
        """The longest time from the first delivery to the last one's deadline."""
        last = len(self.backoff_s) - 1
        waits = sum(self.backoff_s[min(attempt, last)] for attempt in range(self.max_deliver - 1)) if last >= 0 else 0.0
        return self.max_deliver * self.ack_wait_s + waits
