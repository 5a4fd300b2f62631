"""How long what is written to a channel can still reach a reader."""

from __future__ import annotations

import math
from datetime import datetime

from treatyc.compatibility.traffic import Reader
from treatyc.system.channel import Channel, Kind
from treatyc.system.units import duration_text


def kept_s(channel: Channel, reader: Reader) -> float:
    """From a message's writing to the last time that this reader may meet it, in seconds.

    What is retained counts whole for everybody: a new group starts at the beginning, and a group that stood still reads
    on where it was. A message that failed at the end of that time is tried again, and then lies among the dead letters,
    from where it can be sent back. What is past its `ttl` is dropped before anybody decodes it.
    """
    if channel.kind is Kind.STATE and channel.key is not None:
        return math.inf
    after = max(
        (
            policy.retry_horizon_s + (policy.dead_letter.retain_s if policy.dead_letter is not None else 0.0)
            for policy in reader.policies(channel)
        ),
        default=0.0,
    )
    whole = channel.retain_s + after
    return whole if channel.ttl_s is None else min(whole, channel.ttl_s)


def left_s(until: datetime | None, kept: float, now: datetime) -> float:
    """How long what was written until a moment is still kept; None is a writer that still writes."""
    if until is None or math.isinf(kept):
        return kept
    return max(0.0, kept - (now - until).total_seconds())


def still_kept(until: datetime | None, kept: float, now: datetime) -> bool:
    """Whether anything is left of what was written until a moment."""
    return until is None or left_s(until, kept, now) > 0


def span_text(seconds: float) -> str:
    """A time for people: days from two days on, rounded up, for nobody waits for minutes at the end of a month."""
    if math.isinf(seconds):
        return "good"
    days = math.ceil(seconds / 86400)
    return f"{days} days" if days >= 2 else duration_text(seconds)
