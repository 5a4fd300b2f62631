"""Who may work on a scope: one run at a time, by claims in the scope's own log.

A run writes a claim and reads the log to its end. It may work when no other run's living claim began before its own. A
claim lives from the broker's time of its latest record for as long as that record says. All runs read one partition,
so they see all claims in one order, and of two that are made at once the later sees the earlier and gives up; the
earlier need not see the later. Whoever renews too late, when somebody may already have taken over, finds that out by
the broker's clock and stops. The clocks of runs do not matter. A claim that lost, or is over, is deleted; of a run that
was killed it ends by itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from treatyc.brokers.kafka.log import Record, ScopeLog, Value
from treatyc.brokers.live import BrokerError, Locked
from treatyc.topology.plan import Scope

LEASE_S = 60.0
"""How long a run that was killed keeps others out, and the longest that one batch of steps may take."""

_KEY = "lease/"


@dataclass(frozen=True, slots=True)
class _Claim:
    """The latest claim of a run. `first` is where the run's first one stands."""

    run: str
    holder: str
    first: int
    since_ms: int
    from_ms: int
    until_ms: int


def _claims(records: Mapping[str, Record]) -> dict[str, _Claim]:
    found = (_claim(record) for key, record in records.items() if key.startswith(_KEY))
    return {claim.run: claim for claim in found}


def _claim(record: Record) -> _Claim:
    first, since, lease = (record.value.get(word) for word in ("first", "since", "lease_ms"))
    return _Claim(
        record.key.removeprefix(_KEY),
        str(record.value.get("holder", "somebody")),
        first if isinstance(first, int) else record.offset,
        since if isinstance(since, int) else record.at_ms,
        record.at_ms,
        record.at_ms + (lease if isinstance(lease, int) else int(LEASE_S * 1000)),
    )


class KafkaLease:
    """The claim of one run; made by `acquire`."""

    def __init__(self, log: ScopeLog, scope: Scope, holder: str, lease_s: float) -> None:
        self._log = log
        self._scope = scope
        self._holder = holder
        self._lease_ms = int(lease_s * 1000)
        self._run = uuid.uuid4().hex
        self._claim: _Claim | None = None

    def acquire(self) -> None:
        """Claim the scope; raises `Locked` where another run has it. Whatever it raises, `release` must follow."""
        own, others = self._claimed({"holder": self._holder, "lease_ms": self._lease_ms})
        earlier = [claim for claim in others if claim.first < own.first and claim.until_ms >= own.from_ms]
        if earlier:
            raise Locked(_who_has_it(self._scope, min(earlier, key=lambda claim: claim.first), own.from_ms))
        self._claim = own

    def renew(self) -> None:
        """Go on holding it; raises `Locked` where it ended before we came to that."""
        former = self._claim
        if former is None:
            raise Locked(f"this run holds no lease on {self._scope}")
        value: Value = {"first": former.first, "since": former.since_ms}
        own, _ = self._claimed({"holder": self._holder, "lease_ms": self._lease_ms, **value})
        if own.from_ms > former.until_ms:
            raise Locked(f"this run's lease on {self._scope} ended while it was at work; another may have taken over")
        self._claim = own

    def release(self) -> None:
        """Let others work."""
        self._claim = None
        # Where the broker does not answer any more there is nothing left to do: the claim ends by itself.
        with contextlib.suppress(BrokerError):
            self._log.write([(_KEY + self._run, None)])

    def _claimed(self, value: Value) -> tuple[_Claim, list[_Claim]]:
        self._log.write([(_KEY + self._run, value)])
        claims = _claims(self._log.read())
        own = claims.pop(self._run, None)
        if own is None:
            raise BrokerError(f"the claim on {self._scope} was deleted from `{self._log.topic}` by somebody else")
        return own, list(claims.values())


def _who_has_it(scope: Scope, claim: _Claim, now_ms: int) -> str:
    since = dt.datetime.fromtimestamp(claim.since_ms / 1000, dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    left_s = max(0, claim.until_ms - now_ms) // 1000 + 1
    return (
        f"{claim.holder} has been at work on {scope} since {since}; if that run is dead, its lease ends in {left_s} s"
    )
