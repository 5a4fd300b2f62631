"""An acceptance: a break that a person let through, with a reason, an owner and the day on which it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from treatyc.source import Place


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One entry of `accepted.yaml`; `finding` is the key of what is accepted, `until` the last day on which it is."""

    finding: str
    reason: str
    owner: str
    until: dt.date
    place: Place

    def holds(self, today: dt.date) -> bool:
        """Whether the entry still counts."""
        return today <= self.until
