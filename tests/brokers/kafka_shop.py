"""A small shop for the tests of Kafka's topology: its contracts, its plans, and what is done of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from tests.shop import compiled, tree_of
from treatyc.brokers.applying import Wish, batches, look
from treatyc.brokers.connection import Connection
from treatyc.brokers.kafka.live import LiveKafka
from treatyc.brokers.live import Outcome
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.diagnostics import Report
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.brokers import scope
from treatyc.topology.kafka.semantics import SEMANTICS
from treatyc.topology.plan import Consent, Plan, Word
from treatyc.topology.planning import Request

SHOP = """
treaty: 1
name: {name}
policies:
  patient: {{ack_wait: 30s, max_deliver: 3, backoff: [1s, 5s], dead_letter: {{retain: 7d}}}}
channels:
  {name}.events.orders.placed:
    {{kind: event, message: shop.v1.OrderPlaced, key: order_id, retain: 30d, policy: patient}}
  {name}.commands.prices.ask.{{product_id}}:
    {{kind: command, message: shop.v1.PriceRequest, policy: patient, reply: {name}.replies.price, timeout: 10s}}
  {name}.replies.price: {{kind: reply, message: shop.v1.Price}}
  {name}.state.customers: {{kind: state, message: shop.v1.OrderPlaced, key: customer_id}}
agents:
  orders: {{sends: [{name}.events.orders.placed, {name}.state.customers]}}
  billing: {{receives: [{name}.events.orders.placed, {name}.state.customers]}}
  auditor: {{taps: [{name}.events.orders.placed, "{name}.commands.prices.ask.*"]}}
  web: {{calls: ["{name}.commands.prices.ask.{{product_id}}"]}}
  pricing: {{serves: ["{name}.commands.prices.ask.{{product_id}}"]}}
targets:
  local: {{broker: kafka, url: "${{KAFKA_URL}}", partitions: 2}}
  secured:
    broker: kafka
    url: "${{KAFKA_URL}}"
    partitions: 2
    security: {{protocol: sasl_plaintext, mechanism: scram-sha-512}}
    agent_passwords: "${{KAFKA_PASSWORD_*}}"
"""


def compile_shop(text: str) -> System:
    """The system of a project file; what is wrong with it fails the test."""
    report = Report()
    system = compiled(tree_of([ExampleFile(PROJECT_FILE, text)]), report)
    assert () == tuple(report.diagnostics)
    assert system is not None
    return system


def shop(name: str, text: str = SHOP) -> System:
    """The shop under a project's name of its own, which is the first token of its addresses too."""
    return compile_shop(text.format(name=name).lstrip())


def target(system: System, name: str = "local") -> Target:
    """One of its targets."""
    return next(target for target in system.targets if target.name == name)


def with_channel(system: System, address: str, **keys: object) -> System:
    """The system with a channel that is declared otherwise, on all its targets."""
    changed = tuple(
        dataclasses.replace(
            each,
            channels=tuple(
                dataclasses.replace(channel, **keys) if channel.address == address else channel  # type: ignore[arg-type]  # the fields' names
                for channel in each.channels
            ),
        )
        for each in system.targets
    )
    return dataclasses.replace(system, targets=changed)


def without_agent(system: System, name: str) -> System:
    """The system without one of its agents."""
    return dataclasses.replace(system, agents=tuple(agent for agent in system.agents if agent.name != name))


def wish(
    system: System, where: Target, *words: Consent, adopt: Sequence[str] = (), authoritative: bool = False
) -> Wish:
    """What is wanted at a target, with these words."""
    request = Request(scope(system, where), "kafka", tuple(words), tuple(adopt), authoritative)
    return Wish(request, SEMANTICS.derive(system, where), SEMANTICS)


def word(word: Word, address: str) -> Consent:
    """A word for an address."""
    return Consent(word.value, address)


def live(where: Target, address: str, passwords: dict[str, str] | None = None) -> LiveKafka:
    """A live broker at this address, where everyone may do everything."""
    return LiveKafka(where, Connection(address, passwords=passwords or {}))


def perform(broker: LiveKafka, plan: Plan) -> list[Outcome]:
    """Do all that a plan has to do, as the only run."""
    done: list[Outcome] = []
    with broker.lock(plan.scope, "a test") as lease:
        for batch in batches(plan.todo):
            lease.renew()
            done.extend(broker.perform(batch, plan.scope))
    return done


def applied(broker: LiveKafka, wished: Wish) -> Plan:
    """Do all of a wish that is not blocked, and look again: what is still to be done."""
    problems = [outcome.problem for outcome in perform(broker, look(broker, wished)) if outcome.problem]
    assert problems == []
    return look(broker, wished)


def steps(plan: Plan) -> list[str]:
    """What a plan would do or cannot, by address."""
    return [f"{step.action.symbol} {step.address}" for step in (*plan.todo, *plan.blocked)]


def ours(addresses: Iterable[str], name: str) -> list[str]:
    """Those of a shop among addresses of a broker that tests share."""
    return [address for address in addresses if address.partition(":")[2].startswith(f"{name}.")]
