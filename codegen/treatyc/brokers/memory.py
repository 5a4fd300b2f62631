"""The broker that lives in the process of its agents: there is none to be asked, and it holds nothing beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext

from treatyc.brokers.connection import Connection
from treatyc.brokers.live import Lease, LiveBroker, Outcome
from treatyc.system.target import Target
from treatyc.topology.observed import Held, Observed
from treatyc.topology.plan import Scope, Step
from treatyc.topology.resource import Resource


def open_broker(target: Target, connection: Connection) -> LiveBroker:
    """Nothing is opened."""
    del target, connection
    return Nowhere()


class Nowhere:
    """A broker that holds nothing, and of which nothing is wanted."""

    address = "the process of its agents"

    def observe(self, wanted: Sequence[Resource], scope: Scope) -> Observed:
        """Nothing."""
        del wanted, scope
        return Observed("")

    def everything(self) -> tuple[Held, ...]:
        """Nothing."""
        return ()

    def perform(self, steps: Sequence[Step], scope: Scope) -> Iterator[Outcome]:
        """No plan has a step for it."""
        del scope
        return iter([Outcome(step, "this broker makes what it needs by itself") for step in steps])

    def lock(self, scope: Scope, holder: str) -> nullcontext[Lease]:
        """There is nobody to keep out."""
        del scope, holder
        return nullcontext(_Free())

    def close(self) -> None:
        """Nothing was opened."""


class _Free:
    def renew(self) -> None:
        """Nobody takes it."""
