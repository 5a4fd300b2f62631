"""The loop that makes a broker as its contracts say: lock, look, plan, do, look again. It decides nothing by itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from treatyc.brokers.live import BrokerError, Lease, LiveBroker, Locked, Outcome
from treatyc.topology.observed import Observed
from treatyc.topology.plan import Consent, Plan, Step, Word
from treatyc.topology.planning import Request, plan
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Semantics

BATCH_MAX = 250
"""How many steps are done between two looks at the lease and at whether somebody wants us to stop."""


class Stale(Exception):
    """What would be done now is not what was agreed to; `now` is what would be done."""

    def __init__(self, now: Plan) -> None:
        super().__init__("what would be done is no longer what was planned")
        self.now = now


@dataclass(frozen=True, slots=True)
class Wish:
    """All from which a plan is made but the broker; `cluster` is what the broker must call itself."""

    request: Request
    wanted: tuple[Resource, ...]
    semantics: Semantics
    shortcomings: tuple[str, ...] = ()
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """How an apply went. Each step of the plan is in one of `outcomes`, `unconfirmed` and `untried`.

    `unconfirmed` were begun, and the broker went away before it said how they ended. `left` is what is still to be
    done, by a new look; None where the broker could not be asked any more. `stopped` says why the run ended before its
    time, and is empty where it did not, or where a step's own problem ended it.
    """

    plan: Plan
    outcomes: tuple[Outcome, ...] = ()
    unconfirmed: tuple[Step, ...] = ()
    untried: tuple[Step, ...] = ()
    left: Plan | None = None
    stopped: str = ""

    @property
    def done(self) -> tuple[Step, ...]:
        """The steps that were done."""
        return tuple(outcome.step for outcome in self.outcomes if outcome.problem is None)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The steps that were tried and not done."""
        return tuple(outcome for outcome in self.outcomes if outcome.problem is not None)

    @property
    def broken(self) -> bool:
        """Whether it could not do its work."""
        return bool(self.failed or self.unconfirmed or self.stopped) or self.left is None


class Watch(Protocol):
    """Who looks on."""

    def told(self, outcome: Outcome) -> None:
        """A step ended."""
        ...

    def stopping(self) -> bool:
        """Whether the run is to end before its next batch."""
        ...


def look(broker: LiveBroker, wish: Wish) -> Plan:
    """What would be done, by what the broker holds now. Nothing is changed; raises `BrokerError`."""
    return plan(wish.request, wish.wanted, observe(broker, wish), wish.semantics, wish.shortcomings)


def observe(broker: LiveBroker, wish: Wish) -> Observed:
    """What the broker holds; raises `BrokerError`, also where it is another broker than the one that is meant."""
    observed = broker.observe(wish.wanted, wish.request.scope)
    if wish.cluster is not None and wish.cluster != observed.identity:
        told = f"calls itself `{observed.identity}`" if observed.identity else "has no name for itself"
        raise BrokerError(f"{broker.address} {told}, and the target's `cluster` is `{wish.cluster}`: another one?")
    return observed


def apply(broker: LiveBroker, wish: Wish, agreed: Plan, holder: str, watch: Watch) -> Run:
    """Do what was agreed to, if it is still what would be done, as the only run that works on its scope.

    Raises `Locked`, `Stale` and `BrokerError` while nothing is done yet; what happens later stands in the run.
    """
    run: Run | None = None
    try:
        with broker.lock(wish.request.scope, holder) as lease:
            now = look(broker, wish)
            if now.promise != agreed.promise:
                raise Stale(now)
            run = _perform(broker, lease, now, watch)
            run = replace(run, left=_left(broker, wish, run))
    except (BrokerError, Locked) as error:
        if run is None:
            raise
        # The work is done; that the lock was not given back only makes the next run wait.
        return run if run.stopped else replace(run, stopped=str(error))
    return run


def batches(steps: Sequence[Step]) -> Iterator[tuple[Step, ...]]:
    """The steps in their order, in runs of one kind and one action."""
    for _, alike in itertools.groupby(steps, key=lambda step: (step.resource.kind, step.action)):
        while batch := tuple(itertools.islice(alike, BATCH_MAX)):
            yield batch


def _perform(broker: LiveBroker, lease: Lease, agreed: Plan, watch: Watch) -> Run:
    """Do the steps up to the first that is not done: what comes later may stand on it."""
    outcomes: list[Outcome] = []
    begun = 0
    stopped = ""
    for batch in batches(agreed.todo):
        if watch.stopping():
            stopped = "it was asked to stop"
            break
        try:
            lease.renew()
            begun += len(batch)
            for outcome in broker.perform(batch, agreed.scope):
                outcomes.append(outcome)
                watch.told(outcome)
        except (BrokerError, Locked) as error:
            stopped = str(error)
            break
        if any(outcome.problem is not None for outcome in outcomes):
            break
    told = {outcome.step.address for outcome in outcomes}
    unconfirmed = tuple(step for step in agreed.todo[:begun] if step.address not in told)
    return Run(agreed, tuple(outcomes), unconfirmed, agreed.todo[begun:], stopped=stopped)


def _left(broker: LiveBroker, wish: Wish, run: Run) -> Plan | None:
    """What is still to be done. A secret that was set is not set once more for having been asked for."""
    rotated = {Consent(Word.ROTATE.value, step.address) for step in run.done}
    consents = frozenset(consent for consent in wish.request.consents if consent not in rotated)
    try:
        return look(broker, replace(wish, request=replace(wish.request, consents=consents)))
    except BrokerError:
        return None
