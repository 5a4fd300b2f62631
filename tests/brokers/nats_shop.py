"""A small shop on NATS: its system by the compiler, and the way from it to a run on a real server."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from nats.aio.client import Client
from nats.js import JetStreamContext

from tests.shop import compiled, tree_of
from treatyc.brokers.applying import Run, Wish, apply, look
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import LiveBroker, Outcome
from treatyc.brokers.nats.link import Link
from treatyc.brokers.nats.live import NatsBroker
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.diagnostics import Report
from treatyc.system.system import System
from treatyc.topology.brokers import SEMANTICS, derive, scope
from treatyc.topology.plan import Action, Consent, Plan, Word
from treatyc.topology.planning import Request

T = TypeVar("T")

PROJECT = """
policies:
  standard: {ack_wait: 30s, max_deliver: 3, backoff: [1s, 5s], dead_letter: {retain: 7d}}
defaults:
  "events.>": {policy: standard}
  "commands.>": {policy: standard}
  "tools.>": {policy: standard}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 30d}
  commands.price.quote:
    {kind: command, message: shop.v1.PriceRequest, reply: "replies.price.{request_id}", timeout: 2m}
  "replies.price.{request_id}": {kind: reply, message: shop.v1.Price, ttl: 5s}
  "tools.execute.{tool_name}": {kind: command, message: shop.v1.PriceRequest}
  "state.order.{order_id}": {kind: state, message: shop.v1.OrderPlaced, key: order_id}
agents:
  web: {sends: [events.>, tools.execute.shipping, "state.order.{order_id}"], calls: [commands.price.quote]}
  pricing: {serves: [commands.price.quote], sends: [tools.execute.pricing]}
  tool_worker: {receives: ["tools.execute.{tool_name}"]}
  billing: {receives: [{channel: events.order.placed, start: latest}, "state.order.{order_id}"]}
  audit: {receives: [events.>], taps: [tools.execute.>]}
targets:
  prod: {broker: nats, url: "${NATS_URL}"@TARGET@}
"""
USERS = ', agent_passwords: "${AGENT_*}", security: {username: "${NATS_USER}", password: "${NATS_PASSWORD}"}'


def shop(project: str = PROJECT, target: str = "") -> System:
    """The system of a project, with more keys of its target."""
    report = Report()
    system = compiled(tree_of([ExampleFile(PROJECT_FILE, project.replace("@TARGET@", target))]), report)
    assert system is not None, report.diagnostics
    return system


def changed(before: str, after: str, project: str = PROJECT) -> System:
    """The shop with one thing declared otherwise."""
    assert before in project
    return shop(project.replace(before, after))


def many(channels: int) -> System:
    """A system with so many channels, each read by one group."""
    system = shop()
    event = system.channel("events.order.placed")
    copies = tuple(dataclasses.replace(event, address=f"events.many.n{number}") for number in range(channels))
    [billing] = [agent for agent in system.agents if agent.name == "billing"]
    read = billing.subscriptions[0]
    reads = tuple(
        dataclasses.replace(read, matches=(dataclasses.replace(read.matches[0], channel=each.address),))
        for each in copies
    )
    agents = (dataclasses.replace(billing, subscriptions=reads),)
    target = dataclasses.replace(system.targets[0], channels=copies)
    return dataclasses.replace(system, channels=copies, agents=agents, targets=(target,))


@contextmanager
def broker(
    url: str, system: System, security: dict[str, str] | None = None, lease_s: float = 60.0
) -> Iterator[NatsBroker]:
    """The live broker of a system's only target."""
    opened = NatsBroker(Link(Connection(url, security or {}, url)), system.targets[0], lease_s)
    try:
        yield opened
    finally:
        opened.close()


def wish(system: System, *words: str, **keys: object) -> Wish:
    """What `treaty apply` would wish for, with words such as `--adopt stream:tools-execute`."""
    target = system.targets[0]
    consents = tuple(Consent(*word.split()) for word in words)
    given = tuple(consent for consent in consents if consent.word != Word.ADOPT.value)
    adopt = tuple(consent.address for consent in consents if consent.word == Word.ADOPT.value)
    external = frozenset(channel.address for channel in target.channels if channel.external)
    cluster = keys.pop("cluster", None)
    request = Request(scope(system, target), "nats", given, adopt, external=external, **keys)  # type: ignore[arg-type]  # the request's own fields
    semantics = SEMANTICS[target.broker]
    shortcomings = semantics.shortcomings(system, target)
    return Wish(request, derive(system, target), semantics, shortcomings, cluster if isinstance(cluster, str) else None)


class Unwatched:
    """Nobody looks on."""

    def told(self, outcome: Outcome) -> None:
        """A step ended."""

    def stopping(self) -> bool:
        """Nobody asks."""
        return False


def planned(live: LiveBroker, wanted: Wish) -> Plan:
    """What would be done."""
    return look(live, wanted)


def applied(live: LiveBroker, wanted: Wish, holder: str = "me") -> Run:
    """One run, as `treaty apply` does it."""
    return apply(live, wanted, look(live, wanted), holder, Unwatched())


def provision(url: str, system: System, *words: str) -> Run:
    """Connect, apply, let go; everything must be as wished after it."""
    with broker(url, system) as live:
        run = applied(live, wish(system, *words))
    assert not run.broken, (run.stopped, run.failed)
    assert run.left is not None
    assert run.left.empty, [(step.address, step.what) for step in (*run.left.todo, *run.left.blocked)]
    return run


def by_hand(url: str, work: Callable[[JetStreamContext], Awaitable[T]], **options: object) -> T:
    """What somebody does with the plain official client."""

    async def run() -> T:
        client = Client()
        try:
            await client.connect(url, **options)  # type: ignore[arg-type]  # keywords of the client, of several types
            return await work(client.jetstream())
        finally:
            await client.close()

    return asyncio.run(run())


def steps(plan: Plan) -> dict[str, tuple[Action, list[str]]]:
    """What is to be done or blocked, with the words that are still needed."""
    return {
        step.address: (step.action, [str(consent) for consent in step.needs])
        for step in plan.steps
        if step.action is not Action.NOOP
    }


def plan_of(url: str, system: System, *words: str, **keys: object) -> Plan:
    """What would be done there."""
    with broker(url, system) as live:
        return planned(live, wish(system, *words, **keys))


def without_tools() -> System:
    """The shop once its tools are no longer declared."""
    project = PROJECT.replace('  "tools.execute.{tool_name}": {kind: command, message: shop.v1.PriceRequest}\n', "")
    project = project.replace("tools.execute.shipping, ", "").replace(", sends: [tools.execute.pricing]", "")
    project = project.replace('  tool_worker: {receives: ["tools.execute.{tool_name}"]}\n', "")
    return shop(project.replace(", taps: [tools.execute.>]", ""))
