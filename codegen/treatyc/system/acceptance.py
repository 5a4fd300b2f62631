"""An acceptance: a break that a person let through, with a reason, an owner and the day on which it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from treatyc.source import Place


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One entry of `accepted.yaml`; `until` is the last day on which it counts.

    `finding` is the key of what is accepted, and `says` its sentence: at the same place the next change may find worse.
    """

    finding: str
    says: str
    reason: str
    owner: str
    until: dt.date
    place: Place

    @property
    def about(self) -> tuple[str, str]:
        """What tells the findings that it lets through from all others."""
        return self.finding, self.says

    def holds(self, today: dt.date) -> bool:
        """Whether the entry still counts."""
        return today <= self.until
