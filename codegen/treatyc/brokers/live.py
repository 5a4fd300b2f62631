"""What `plan`, `apply`, `drift` and `import` ask of a live broker, whichever it is; one module a broker opens one."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from treatyc.brokers.connection import Connection
from treatyc.system.target import Broker, Target
from treatyc.topology.observed import Held, Observed
from treatyc.topology.plan import Scope, Step
from treatyc.topology.resource import Resource


class BrokerError(Exception):
    """The broker cannot be reached, refuses us, or is not what we were told; the text is for people."""


class Locked(Exception):
    """Another run is at work on this scope; the text says since when and who."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended: `problem` is None where it is done, else what the broker said."""

    step: Step
    problem: str | None = None


class Lease(Protocol):
    """That we are the only run that works on a scope."""

    def renew(self) -> None:
        """Go on holding it; raises `Locked` where it was lost, so that the run stops before its next step."""
        ...


class LiveBroker(Protocol):
    """An open connection to one broker's administration. Every call may raise `BrokerError`.

    Marks (whose a resource is, and what was last applied) are the broker module's business: on the object where it can
    carry one, else beside it at the same broker. What is made is marked in such an order that a run which dies at any
    moment leaves nothing unmarked behind that the next run could not tell from somebody else's.
    """

    @property
    def address(self) -> str:
        """Where it is, as people may read it: no name of a user, no password."""
        ...

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """What it holds of these, of the scope's own, and of what is nobody's; in the same words as `derive`.

        Whatever the broker fills in by itself is left out or normalised, so that a plan after an apply is empty. It
        changes nothing, and makes nothing by asking.
        """
        ...

    def everything(self) -> tuple[Held, ...]:
        """All that it holds of the kinds that we make, whoever's it is, its own internals left out; for `import`."""
        ...

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """Do these steps, all of one kind and one action, and mark what was made or taken over.

        Each ends in an outcome. A step may be done already, by a run that died. What somebody else made meanwhile is a
        problem, never ours.
        What hangs on a thing that is replaced, and goes with it, such as a queue's bindings, is made again in the same
        step. Before anything that holds messages is deleted, it is looked at once more: what filled up since the plan
        was made is a problem, unless the step allows the loss (`step.allows(Word.LOSS)`).
        """
        ...

    def lock(self, scope: Scope, holder: str) -> AbstractContextManager[Lease]:
        """Be the only run on this scope, with a lease that ends by itself if we die; raises `Locked` at once."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


OPENERS: Mapping[Broker, str] = {
    Broker.MEMORY: "treatyc.brokers.memory",
    Broker.KAFKA: "treatyc.brokers.kafka.live",
    Broker.RABBITMQ: "treatyc.brokers.rabbitmq.live",
    Broker.NATS: "treatyc.brokers.nats.live",
    Broker.PUBSUB: "treatyc.brokers.pubsub.live",
    Broker.REDIS: "treatyc.brokers.redis.live",
    Broker.SQS: "treatyc.brokers.sqs.live",
}
"""The module whose `open_broker(target, connection)` gives each; imported only when it is asked for."""


def open_broker(target: Target, connection: Connection) -> LiveBroker:
    """The live broker of a target; raises `BrokerError`, also where its client is not installed."""
    try:
        module = importlib.import_module(OPENERS[target.broker])
    except ModuleNotFoundError as absent:
        extra = target.broker.value
        raise BrokerError(f"{absent.name} is not installed here; pip install 'treaty[{extra}]'") from absent
    opened: LiveBroker = module.open_broker(target, connection)
    return opened
