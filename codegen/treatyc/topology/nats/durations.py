"""Durations: JetStream counts nanoseconds, people read `7d`, and a number without a unit is wrong one day.

That is fault 1 of FIELD.md 3. A moment has one form too, so that two texts of one moment are equal.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

SECOND = 1_000_000_000
_UNITS = (
    ("d", 86_400 * SECOND),
    ("h", 3_600 * SECOND),
    ("m", 60 * SECOND),
    ("s", SECOND),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
)
_LENGTHS = dict(_UNITS)
_TEXT = re.compile(r"(?P<count>-?[0-9]+)(?P<unit>d|h|ms|m|s|us|ns)\Z")


def of_seconds(seconds: float) -> str:
    """A duration of a contract."""
    return text(round(seconds * 1000) * 1_000_000)


def text(nanoseconds: int) -> str:
    """In the largest unit that holds it whole."""
    if nanoseconds == 0:
        return "0s"
    unit, length = next((unit, length) for unit, length in _UNITS if nanoseconds % length == 0)
    return f"{nanoseconds // length}{unit}"


def nanoseconds(duration: str) -> int:
    """The way back."""
    found = _TEXT.match(duration)
    if found is None:
        raise ValueError(f"`{duration}` is no duration")
    return int(found["count"]) * _LENGTHS[found["unit"]]


def go(duration: str) -> str:
    """As Go reads it, which knows no days."""
    if duration.endswith("d"):
        return f"{int(duration[:-1]) * 24}h"
    return duration


def moment(time: str) -> str:
    """A time of RFC 3339 in the one form that the server gives back: UTC, without zeros at the end of a fraction."""
    utc = datetime.fromisoformat(time).astimezone(UTC).replace(tzinfo=None).isoformat()
    return f"{utc.rstrip('0') if '.' in utc else utc}Z"
