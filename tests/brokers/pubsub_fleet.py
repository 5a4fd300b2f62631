"""The fleet of the tests of SQS at Google Pub/Sub, with a channel of Avro, and what it takes to plan and apply it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from tests.brokers.sqs_fleet import AGENTS, CHANNELS, HERE, channel, reads, writes
from tests.brokers.sqs_fleet import fleet as whole_fleet
from treatyc.brokers.applying import Run, Wish, apply, look
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import LiveBroker, Outcome
from treatyc.brokers.pubsub.live import PubSubBroker, open_broker
from treatyc.system.agent import Agent
from treatyc.system.channel import Channel, Kind, Name
from treatyc.system.schema import Format, Record, Schema
from treatyc.system.system import System
from treatyc.system.target import Broker
from treatyc.topology.brokers import scope
from treatyc.topology.plan import Consent
from treatyc.topology.planning import Request
from treatyc.topology.pubsub.semantics import SEMANTICS

NUMBER = "123456789012"
SEEN = "metrics.shelf.seen"
SEEN_SCHEMA = '{"fields":[],"name":"shop.v1.Seen","type":"record"}'

__all__ = ["AGENTS", "CHANNELS", "HERE", "channel", "reads", "writes"]


def seen(text: str = SEEN_SCHEMA) -> Schema:
    record = Record("shop.v1.Seen", (), HERE)
    return Schema("shop.v1.Seen", Format.AVRO, "shop/v1/Seen.avsc", HERE, (record,), text)


def fleet(*channels: Channel, agents: tuple[Agent, ...] = AGENTS, name: str = "shop", schema: str = "") -> System:
    """The whole fleet, with these channels in place of those of the same address."""
    avro = channel(SEEN, Kind.METRIC, messages=(Name("shop.v1.Seen", HERE),), retain_s=86_400.0)
    eye = Agent("eye", HERE, (), (writes(SEEN),))
    system = whole_fleet(avro, *channels, agents=(*agents, eye), name=name)
    return at_google(dataclasses.replace(system, schemas=(seen(schema or SEEN_SCHEMA),)))


def at_google(system: System, **keys: Any) -> System:
    """A system whose target is a project of Google's."""
    target = dataclasses.replace(system.targets[0], broker=Broker.PUBSUB, **keys)
    return dataclasses.replace(system, targets=(target,))


def opened(project: str, number: str = NUMBER) -> PubSubBroker:
    """The project at the fake that the environment names."""
    address = f"pubsub://{project}" + (f"?number={number}" if number else "")
    return open_broker(fleet().targets[0], Connection(address, {}, address))


def wish(system: System, *words: str, authoritative: bool = False, adopt: tuple[str, ...] = ()) -> Wish:
    """What `apply` wants of a fleet, with words such as `--allow-destroy topic:orders`."""
    target = system.targets[0]
    consents = tuple(Consent(*word.split(" ")) for word in words)
    external = frozenset(each.address for each in target.channels if each.external)
    request = Request(scope(system, target), "pubsub", consents, adopt, authoritative, external)
    return Wish(request, SEMANTICS.derive(system, target), SEMANTICS, SEMANTICS.shortcomings(system, target))


@dataclass
class Quiet:
    """Looks on, and remembers what was done."""

    outcomes: list[Outcome] = field(default_factory=list)

    def told(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def stopping(self) -> bool:
        return False


def applied(broker: LiveBroker, wanted: Wish) -> Run:
    """Plan and apply at once."""
    return apply(broker, wanted, look(broker, wanted), "anna@build-7", Quiet())
