"""Who may do what on a real RabbitMQ: the whole matrix of the example fleet, by agents that log in and try (P40, P41).

What is expected is counted from what agents declare (`grants`), by hand and not from the rights that were made of it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import pika
import pika.exceptions
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from tests.brokers.rabbit_shop import do, look, problems
from tools.rabbitmq.broker import PASSWORD, USERNAME, RabbitMQ
from treatyc.brokers.connection import Connection
from treatyc.brokers.rabbitmq.live import open_broker
from treatyc.diagnostics import Report
from treatyc.pipeline import compile_tree
from treatyc.system.address import parameter_name, tokens
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology import names
from treatyc.topology.grants import Right, grants
from treatyc.topology.principals import principal
from treatyc.topology.rabbitmq.queues import queues
from treatyc.workspace.opening import open_project

pytestmark = pytest.mark.rabbitmq

Try = Callable[[BlockingChannel], object]
VHOST = "matrix"


def fleet() -> System:
    """The example fleet on a RabbitMQ."""
    report = Report()
    workspace = open_project(Path(__file__).parents[2] / "contracts" / "treaty.yaml", report)
    assert workspace is not None
    system = compile_tree(workspace.tree, report)
    assert system is not None
    first = system.targets[0]
    here = Target("prod", first.place, Broker.RABBITMQ, first.channels, vhost=VHOST, agent_passwords="${PASSWORD_*}")
    return replace(system, name="fleet", targets=(here,))


@dataclass(frozen=True)
class Fleet:
    """The fleet's users on a real RabbitMQ."""

    server: RabbitMQ
    system: System

    @property
    def channels(self) -> tuple[Channel, ...]:
        return self.system.targets[0].channels

    def principals(self) -> dict[str, str]:
        return {agent.name: principal(self.system, agent) for agent in self.system.agents}

    @contextlib.contextmanager
    def login(self, who: str) -> Iterator[pika.BlockingConnection]:
        parameters = pika.URLParameters(self.server.amqp_url(VHOST, who, f"secret of {who}"))
        connection = pika.BlockingConnection(parameters)
        try:
            yield connection
        finally:
            connection.close()


@pytest.fixture(scope="module")
def applied(rabbitmq: RabbitMQ) -> Iterator[Fleet]:
    rabbitmq.make_vhost(VHOST)
    system = fleet()
    passwords = {who: f"secret of {who}" for who in (principal(system, agent) for agent in system.agents)}
    security = {"username": USERNAME, "password": PASSWORD}
    broker = open_broker(system.targets[0], Connection("", security, rabbitmq.url, passwords))
    try:
        assert {} == problems(do(broker, look(broker, system)))
        assert look(broker, system).empty
    finally:
        broker.close()
    with httpx2.Client(base_url=rabbitmq.url, auth=(USERNAME, PASSWORD), timeout=30) as http:
        put_aside = {"durable": True, "auto_delete": False}
        http.put(f"/api/queues/{VHOST}/somebody-elses", json=put_aside).raise_for_status()
        yield Fleet(rabbitmq, system)
        for who in passwords:
            http.delete(f"/api/users/{who}").raise_for_status()
        http.delete(f"/api/vhosts/{VHOST}").raise_for_status()


def may(connection: pika.BlockingConnection, try_: Try) -> bool:
    """Whether the broker lets it happen; it says no by closing the channel."""
    channel = connection.channel()
    channel.confirm_delivery()
    try:
        try_(channel)
    except pika.exceptions.ChannelClosedByBroker as refused:
        assert refused.reply_code == 403, refused  # noqa: PT017 - anything else is a fault of the test
        return False
    except (pika.exceptions.UnroutableError, pika.exceptions.NackError):
        return True
    channel.close()
    return True


def concrete(channel: Channel, **bound: str) -> str:
    """An address of a channel."""
    values = {parameter.name: (*parameter.values, "Some-Value_1")[0] for parameter in channel.parameters}
    return ".".join(
        token if (name := parameter_name(token)) is None else bound.get(name, values.get(name, "x"))
        for token in tokens(channel.address)
    )


def send(exchange: str, key: str) -> Try:
    return lambda channel: channel.basic_publish(exchange, key, b"x")


def read(queue: str) -> Try:
    return lambda channel: channel.basic_consume(queue, lambda *_: None)


def test_every_agent_sends_where_it_declared_and_nowhere_else(applied: Fleet) -> None:
    declared = {
        (grant.agent, grant.channel.address)
        for grant in grants(applied.system, applied.system.targets[0])
        if grant.right in (Right.SEND, Right.ANSWER)
    }
    bound = {
        (grant.agent, grant.channel.address): dict(grant.bindings)
        for grant in grants(applied.system, applied.system.targets[0])
    }
    tried = 0
    for agent, who in applied.principals().items():
        with applied.login(who) as connection:
            for channel in applied.channels:
                key = concrete(channel, **bound.get((agent, channel.address), {}))
                expected = (agent, channel.address) in declared
                assert expected == may(connection, send(channel.kind.value, key)), (agent, key)
                if expected:  # a newline at the end is no part of an address, though `$` would let it pass
                    assert not may(connection, send(channel.kind.value, key + "\n")), (agent, key)
                tried += 1

    assert tried == len(applied.channels) * len(applied.system.agents) > 100


def test_every_agent_reads_the_queues_of_its_groups_and_no_other(applied: Fleet) -> None:
    """Foreign groups, everybody's retries and dead letters included: what ends there is for people."""
    target = applied.system.targets[0]
    declared = {
        (grant.agent, names.of_group(grant.channel.address, grant.group))
        for grant in grants(applied.system, target)
        if grant.right in (Right.READ, Right.TAP)
    }
    everywhere = [laid.queue.name for laid in queues(applied.system, target)]
    for agent, who in applied.principals().items():
        with applied.login(who) as connection:
            for queue in (*everywhere, "somebody-elses"):
                assert ((agent, queue) in declared) == may(connection, read(queue)), (agent, queue)

    assert len(everywhere) > len(declared) > 20


def test_every_agent_parks_and_buries_what_its_own_groups_failed_at(applied: Fleet) -> None:
    target = applied.system.targets[0]
    declared: set[tuple[str, str]] = set()
    for grant in grants(applied.system, target):
        if grant.policy is not None:
            address, group = grant.channel.address, grant.group
            parked = names.retries(address, group, grant.policy, grant.channel.order)
            declared |= {(grant.agent, name) for name in parked}
            declared.add((grant.agent, names.dead_letters(address, group, grant.policy) or ""))
    aside = {
        laid.queue.name: "retry" if "._retry." in laid.queue.name else "dead_letter"
        for laid in queues(applied.system, target)
        if "._retry." in laid.queue.name or "._dead_letter." in laid.queue.name
    }
    for agent, who in applied.principals().items():
        with applied.login(who) as connection:
            for name, exchange in aside.items():
                assert ((agent, name) in declared) == may(connection, send(exchange, name)), (agent, name)


def test_an_agent_awaits_replies_in_inboxes_of_its_own(applied: Fleet) -> None:
    target = applied.system.targets[0]
    awaited = {
        (grant.agent, grant.channel.address) for grant in grants(applied.system, target) if grant.right is Right.AWAIT
    }
    replies = [channel for channel in applied.channels if channel.kind is Kind.REPLY]
    for agent, who in applied.principals().items():
        with applied.login(who) as connection:
            for channel in replies:
                inbox = f"{names.inbox(channel.address, who)}.instance-7"
                key = concrete(channel)

                def listen(opened: BlockingChannel, inbox: str = inbox, key: str = key) -> None:
                    opened.queue_declare(inbox, exclusive=True)
                    opened.queue_bind(inbox, "reply", key)
                    opened.basic_get(inbox)

                assert ((agent, channel.address) in awaited) == may(connection, listen), (agent, key)

    assert awaited


def test_a_caller_binds_its_inbox_to_nothing_but_its_replies(applied: Fleet) -> None:
    target = applied.system.targets[0]
    [first, *_] = [grant for grant in grants(applied.system, target) if grant.right is Right.AWAIT]
    inbox = f"{names.inbox(first.channel.address, first.principal)}.instance-7"
    others = [
        ("event", "#"),
        ("command", "#"),
        ("reply", "#"),
        ("dead_letter", "#"),
        ("retry", "#"),
        ("amq.topic", "#"),
    ]
    with applied.login(first.principal) as connection:
        for exchange, key in others:

            def eavesdrop(opened: BlockingChannel, exchange: str = exchange, key: str = key) -> None:
                opened.queue_declare(inbox, exclusive=True)
                opened.queue_bind(inbox, exchange, key)

            assert not may(connection, eavesdrop), (exchange, key)


def test_no_agent_makes_changes_or_empties_anything(applied: Fleet) -> None:
    target = applied.system.targets[0]
    queue = queues(applied.system, target)[0].queue.name
    actions: dict[str, Try] = {
        "declare a queue": lambda channel: channel.queue_declare("mine"),
        "declare an exchange": lambda channel: channel.exchange_declare("mine", "topic"),
        "delete a queue": lambda channel: channel.queue_delete(queue),
        "delete an exchange": lambda channel: channel.exchange_delete("event"),
        "bind a queue": lambda channel: channel.queue_bind(queue, "event", "#"),
        "unbind a queue": lambda channel: channel.queue_unbind(queue, "event", "#"),
        "bind an exchange": lambda channel: channel.exchange_bind("command", "event", "#"),
        "send to any queue": send("", queue),
        "send to an exchange of the broker": send("amq.topic", "a.b"),
    }
    for who in applied.principals().values():
        with applied.login(who) as connection:
            assert [] == [what for what, try_ in actions.items() if may(connection, try_)], who


def test_no_agent_administers(applied: Fleet) -> None:
    for who in applied.principals().values():
        with httpx2.Client(base_url=applied.server.url, auth=(who, f"secret of {who}"), timeout=30) as http:
            assert {401} == {http.get(f"/api/{page}").status_code for page in ("overview", "users", "queues")}


def test_no_agent_enters_another_virtual_host(applied: Fleet) -> None:
    for who in applied.principals().values():
        parameters = pika.URLParameters(applied.server.amqp_url("/", who, f"secret of {who}"))
        with pytest.raises(pika.exceptions.ProbableAccessDeniedError):
            pika.BlockingConnection(parameters)
