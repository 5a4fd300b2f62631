"""What Google allows, in seconds, and how it writes a duration."""

from __future__ import annotations

import math

RETENTION_MIN_S = 600
RETENTION_MAX_S = 31 * 86_400
"""How long a topic or a subscription keeps a message, at the least and at the most."""

ACK_DEADLINE_MIN_S = 10
ACK_DEADLINE_MAX_S = 600

BACKOFF_MAX_S = 600

ATTEMPTS_MIN = 5
ATTEMPTS_MAX = 100
"""After how many deliveries a message may be put aside."""

FILTER_MAX = 256
"""The bytes of a filter."""


def kept(time_s: float) -> str:
    """How long something is kept, in bounds."""
    return written(math.ceil(min(RETENTION_MAX_S, max(RETENTION_MIN_S, time_s))))


def ack_deadline(time_s: float) -> int:
    """How long a message that was delivered is left alone, in bounds."""
    return math.ceil(min(ACK_DEADLINE_MAX_S, max(ACK_DEADLINE_MIN_S, time_s)))


def backoff(time_s: float) -> str:
    """A wait between two deliveries, in bounds."""
    return written(min(BACKOFF_MAX_S, time_s))


def attempts(deliveries: int) -> int:
    """After how many deliveries Google puts a message aside, in bounds."""
    return min(ATTEMPTS_MAX, max(ATTEMPTS_MIN, deliveries))


def written(time_s: float) -> str:
    """Seconds as Google writes them: `600s`, `0.5s`."""
    return f"{round(time_s, 9):.9f}".rstrip("0").rstrip(".") + "s"


def seconds(text: str) -> float:
    """The other way; what is not set is no time."""
    return float(text.removesuffix("s")) if text else 0.0
