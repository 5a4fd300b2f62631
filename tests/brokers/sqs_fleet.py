"""A small fleet for the tests of SQS and SNS, and what it takes to plan and apply it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.aws.server import REGION, Aws
from treatyc.brokers.applying import Run, Wish, apply, look
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import LiveBroker, Outcome
from treatyc.brokers.sqs.live import SqsBroker, open_broker
from treatyc.source import Span
from treatyc.system.agent import Agent, Match, Outlet, Reading, Subscription, Writing
from treatyc.system.channel import Channel, Kind, Name, Order, Parameter
from treatyc.system.policy import DeadLetter, Policy
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.brokers import scope
from treatyc.topology.drift import drift
from treatyc.topology.plan import Consent, Plan, Scope, Step
from treatyc.topology.planning import Request
from treatyc.topology.sqs.semantics import SEMANTICS

HERE = Span("treaty.yaml")
STANDARD = Policy("standard", HERE, dead_letter=DeadLetter(86_400.0))
MESSAGES = (Name("shop.v1.Order", HERE),)


def channel(address: str, kind: Kind = Kind.COMMAND, **keys: Any) -> Channel:
    parameters = tuple(Parameter(token[1:-1], HERE) for token in address.split(".") if token.startswith("{"))
    plain = Channel(address, HERE, kind, MESSAGES, STANDARD, parameters, max_bytes=64 * 1024)
    return dataclasses.replace(plain, **keys)


def reads(agent: str, address: str, reading: Reading = Reading.RECEIVES, **bindings: str) -> Subscription:
    match = Match(address, tuple(bindings.items()))
    return Subscription(address, HERE, reading, (match,), f"shop.{agent}")


def writes(address: str, writing: Writing = Writing.SENDS) -> Outlet:
    return Outlet(address, HERE, writing, (Match(address),))


QUOTE = "commands.price.quote"
PRICE = "replies.price"
EXECUTE = "tools.execute.{tool}"
PLACED = "events.order.placed"
USED = "events.tool.{tool}"
SHIP = "commands.parcel.ship"

CHANNELS = (
    channel(QUOTE, reply=Name(PRICE, HERE)),
    channel(SHIP),
    channel(PLACED, Kind.EVENT, key=Name("order_id", HERE), order=Order.KEY),
    channel(USED, Kind.EVENT),
    channel(PRICE, Kind.REPLY, ttl_s=30.0),
    channel(EXECUTE),
)
AGENTS = (
    Agent("audit", HERE, (reads("audit", EXECUTE, Reading.TAPS), reads("audit", USED))),
    Agent("billing", HERE, (reads("billing", PLACED),), (writes(QUOTE, Writing.CALLS),)),
    Agent("orders", HERE, (), (writes(PLACED), writes(SHIP), writes(EXECUTE))),
    Agent("pricing", HERE, (reads("pricing", QUOTE, Reading.SERVES),)),
    Agent("searching", HERE, (reads("searching", USED, tool="search"),)),
    Agent("shipping", HERE, (reads("shipping", SHIP), reads("shipping", PLACED))),
    Agent("worker", HERE, (reads("worker", EXECUTE),), (writes(USED),)),
)


def fleet(*channels: Channel, agents: tuple[Agent, ...] = AGENTS, name: str = "shop") -> System:
    """The whole fleet, with these channels in place of those of the same address."""
    kept = {each.address: each for each in (*CHANNELS, *channels)}
    found = tuple(kept[address] for address in sorted(kept))
    return System(name, HERE, channels=found, agents=agents, targets=(target_of(found),))


def target_of(channels: tuple[Channel, ...], **keys: Any) -> Target:
    return Target("prod", HERE, Broker.SQS, channels, **keys)


def without(system: System, *addresses: str) -> System:
    """A fleet in which nobody speaks of these channels any more."""
    channels = tuple(each for each in system.channels if each.address not in addresses)
    agents = tuple(
        dataclasses.replace(
            agent,
            subscriptions=tuple(each for each in agent.subscriptions if each.pattern not in addresses),
            outlets=tuple(each for each in agent.outlets if each.pattern not in addresses),
        )
        for agent in system.agents
    )
    target = dataclasses.replace(system.targets[0], channels=channels)
    return dataclasses.replace(system, channels=channels, agents=agents, targets=(target,))


def connection(aws: Aws, account: str) -> Connection:
    shown = aws.credentials(account)
    address = f"{aws.url}?region={REGION}"
    return Connection(address, {"username": shown.access_key, "password": shown.secret_key}, address)


def opened(aws: Aws, account: str) -> SqsBroker:
    return open_broker(target_of(CHANNELS), connection(aws, account))


def wish(system: System, *words: str, authoritative: bool = False, adopt: tuple[str, ...] = ()) -> Wish:
    """What `apply` wants of a fleet, with words such as `--allow-destroy queue:orders`."""
    target = system.targets[0]
    consents = tuple(Consent(*word.split(" ")) for word in words)
    external = frozenset(each.address for each in target.channels if each.external)
    request = Request(scope(system, target), "sqs", consents, adopt, authoritative, external)
    return Wish(request, SEMANTICS.derive(system, target), SEMANTICS, SEMANTICS.shortcomings(system, target))


@dataclass
class Quiet:
    """Looks on, and remembers what was done."""

    outcomes: list[Outcome] = field(default_factory=list)

    def told(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def stopping(self) -> bool:
        return False


def planned(broker: LiveBroker, wanted: Wish) -> Plan:
    return look(broker, wanted)


def applied(broker: LiveBroker, wanted: Wish) -> Run:
    """Plan and apply at once."""
    return apply(broker, wanted, look(broker, wanted), "a test", Quiet())


SCOPE = Scope("shop", "prod")
SHIP_QUEUE = "commands-parcel-ship"
SHIP_LETTERS = "commands-parcel-ship-_dead_letter-shop-shipping"
LOSSES = (f"--allow-loss queue:{SHIP_QUEUE}", f"--allow-loss dead-letter-queue:{SHIP_LETTERS}")
WORKER = "tools-execute-_group-shop-worker"


def small(*channels: Channel, agents: tuple[Agent, ...] = AGENTS) -> System:
    """As much of the fleet as has everything once."""
    return without(fleet(*channels, agents=agents), PLACED, QUOTE, PRICE)


def url(sqs: Any, name: str) -> str:
    found: str = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    return found


def attributes(sqs: Any, name: str) -> dict[str, str]:
    found: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url(sqs, name), AttributeNames=["All"])["Attributes"]
    return found


def told(steps: Sequence[Step]) -> list[tuple[str, str]]:
    return [(step.action.value, step.address) for step in steps]


def drifted(broker: SqsBroker, wanted: Wish) -> list[str]:
    found = drift(wanted.wanted, broker.observe(wanted.wanted, SCOPE), SCOPE)
    return [each.address for each in found]


def topic_arn(sns: Any, name: str) -> str:
    return next(each["TopicArn"] for each in sns.list_topics()["Topics"] if each["TopicArn"].endswith(f":{name}"))


def subscription_arn(sns: Any, queue: str) -> str:
    found = sns.list_subscriptions()["Subscriptions"]
    return next(each["SubscriptionArn"] for each in found if each["Endpoint"].endswith(f":{queue}"))
