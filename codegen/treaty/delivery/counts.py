"""What happened to the messages of one subscription, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(slots=True)
class Counts:
    """How deliveries ended.

    Each that arrived is one of `handled`, `duplicates`, `expired`, `retried`, `dead_lettered`, `discarded` (failed for
    good, where dead letters are switched off) or `revoked`; or it is still held.

    `failures` counts attempts, `waits` those of them that are tried again in place; `unconfirmed` what had to be
    published again, `lookups` what waited for a schema to be looked up.
    """

    arrived: int = 0
    handled: int = 0
    duplicates: int = 0
    expired: int = 0
    retried: int = 0
    dead_lettered: int = 0
    discarded: int = 0
    revoked: int = 0
    failures: int = 0
    waits: int = 0
    unconfirmed: int = 0
    lookups: int = 0


def total(several: Iterable[Counts]) -> Counts:
    """The counts of several subscriptions together."""
    each = tuple(several)
    return Counts(**{field.name: sum(getattr(counts, field.name) for counts in each) for field in fields(Counts)})
