"""Faults of FIELD.md section 3 and BROKERS.md 1.3 on a real RabbitMQ: what the naive set-up does, and ours does not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pika
import pika.exceptions
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from tests.brokers.rabbit_shop import PROJECT, WITH_USERS, Place, apply, look, place, summary
from tools.rabbitmq.broker import RabbitMQ
from treatyc.system.system import System
from treatyc.topology.rabbitmq.limits import problems
from treatyc.topology.rabbitmq.queues import queues

pytestmark = pytest.mark.rabbitmq

PLACED = "events.order.placed"
QUORUM = {"x-queue-type": "quorum"}
QUICK = PROJECT.replace("backoff: [1s, 5s]", "backoff: [200ms]").replace("retain: 30d", "retain: 300ms")


@pytest.fixture
def here(rabbitmq: RabbitMQ, vhost: str) -> Iterator[Place]:
    with place(rabbitmq, vhost) as found:
        yield found


def got(channel: BlockingChannel, queue: str, wait_s: float = 5.0) -> bytes | None:
    """The next message of a queue, taken; None where none comes."""
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        _, _, body = channel.basic_get(queue, auto_ack=True)
        if body is not None:
            return bytes(body)
        time.sleep(0.02)
    return None


def deliveries(channel: BlockingChannel, queue: str, at_most: int = 10) -> int:
    """How often a message comes to somebody who always gives it back."""
    count = 0
    for method, _, _ in channel.consume(queue, inactivity_timeout=0.5):
        if method is None:
            break
        count += 1
        if count == at_most:
            channel.basic_ack(method.delivery_tag)
            break
        channel.basic_nack(method.delivery_tag, requeue=True)
    channel.cancel()
    return count


def put(here: Place, path: str, body: object) -> None:
    here.http.put(f"/api/{path}", json=body).raise_for_status()


def refused(system: System) -> set[str]:
    return {each.rule for each in problems(system, system.targets[0])}


def test_reading_definitions_over_a_queue_of_other_arguments_says_done_and_changes_nothing(here: Place) -> None:
    """BROKERS.md 1.3."""
    with here.channel() as channel:
        channel.queue_declare("work", durable=True, arguments={"x-queue-type": "classic"})
    other = {"queues": [{"name": "work", "durable": True, "auto_delete": False, "arguments": QUORUM}]}
    answer = here.http.post(f"/api/definitions/{here.vhost}", json=other)
    assert 204 == answer.status_code
    assert "classic" == here.http.get(here.queue("work")).json()["arguments"]["x-queue-type"]

    ours = f"{PLACED}._group.{here.vhost}.billing"
    with here.channel() as channel:
        channel.queue_declare(ours, durable=True, arguments={"x-queue-type": "classic"})
    assert "blocked" == summary(look(here.broker, here.system()))[f"queue:{ours}"]


def test_work_that_is_given_back_comes_for_ever_and_ours_ends_in_the_dead_letters(here: Place) -> None:
    """FIELD.md 3.9, P21, P22: `max_deliver` is 3."""
    with here.channel() as channel:
        channel.queue_declare("naive", durable=True, arguments=QUORUM)
        channel.basic_publish("", "naive", b"poison")
        assert 10 == deliveries(channel, "naive", at_most=10)

        apply(here.broker, here.system())
        group = f"{PLACED}._group.{here.vhost}.billing"
        channel.basic_publish("event", PLACED, b"poison")
        assert 3 == deliveries(channel, group)
        assert b"poison" == got(channel, f"{PLACED}._dead_letter.{here.vhost}.billing")


def test_a_delivery_limit_without_dead_letters_drops(here: Place) -> None:
    """FIELD.md 3.9."""
    with here.channel() as channel:
        channel.queue_declare("naive", durable=True, arguments={**QUORUM, "x-delivery-limit": 2})
        channel.basic_publish("", "naive", b"work")
        assert 3 == deliveries(channel, "naive")
        assert None is got(channel, "naive", 0.3)

    system = here.system()
    for laid in queues(system, system.targets[0]):
        settings = dict(laid.policy.definition)
        assert "dead-letter-exchange" in settings or "delivery-limit" not in settings, laid.queue.name


def test_an_event_that_no_queue_takes_is_lost_and_ours_is_kept(here: Place) -> None:
    """FIELD.md 3.4 and 3.12, P23."""
    with here.channel() as channel:
        channel.confirm_delivery()
        channel.exchange_declare("naive", "topic")
        channel.basic_publish("naive", "events.nobody.reads", b"lost")  # and it is confirmed

        apply(here.broker, here.system())
        channel.basic_publish("event", "events.nobody.reads", b"kept")
        assert b"kept" == got(channel, f"_unroutable.{here.vhost}")


def test_a_command_that_no_queue_takes_is_given_back_to_who_sent_it(here: Place) -> None:
    """P23: an alternate exchange would hide it."""
    apply(here.broker, here.system())
    with here.channel() as channel:
        channel.confirm_delivery()
        with pytest.raises(pika.exceptions.UnroutableError):
            channel.basic_publish("command", "commands.nobody.serves", b"work", mandatory=True)


def test_sending_to_an_exchange_that_nobody_made_fails_each_time(here: Place) -> None:
    """FIELD.md 3.4."""
    with here.channel() as channel:
        channel.confirm_delivery()
        with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="no exchange 'event'"):
            channel.basic_publish("event", PLACED, b"x")
    apply(here.broker, here.system())
    with here.channel() as channel:
        channel.confirm_delivery()
        channel.basic_publish("event", PLACED, b"x", mandatory=True)


def test_of_two_policies_one_is_in_force_and_ours_has_everything(here: Place) -> None:
    """BROKERS.md 1.3."""
    put(here, f"policies/{here.vhost}/ages", {"pattern": "naive", "definition": {"message-ttl": 100}, "priority": 1})
    limits = {"pattern": "naive", "definition": {"max-length": 5}, "priority": 2}
    put(here, f"policies/{here.vhost}/limits", limits)
    with here.channel() as channel:
        channel.queue_declare("naive", durable=True, arguments=QUORUM)
        channel.basic_publish("", "naive", b"old")
        time.sleep(0.3)  # longer than the age that somebody set
        assert b"old" == got(channel, "naive")

    system = here.system()
    apply(here.broker, system)
    listed = here.http.get(f"/api/queues/{here.vhost}?disable_stats=true&enable_queue_totals=true").json()
    in_force = {row["name"]: row.get("policy") for row in listed if row["name"] != "naive"}
    assert {laid.queue.name: laid.policy.name for laid in queues(system, system.targets[0])} == in_force


def test_an_expression_that_is_not_anchored_grants_more(here: Place) -> None:
    """BROKERS.md 1.3, P41: and `$` takes a newline, with which a key is one that nobody declared."""
    user = f"{here.vhost}.web"
    with here.channel() as channel:
        channel.exchange_declare("naive", "topic", durable=True)
    put(here, f"users/{user}", {"password": "naive", "tags": ""})
    put(here, f"permissions/{here.vhost}/{user}", {"configure": "", "write": "naive", "read": ""})

    def sends(expression: str, key: str) -> bool:
        put(here, f"topic-permissions/{here.vhost}/{user}", {"exchange": "naive", "write": expression, "read": "^$"})
        with here.channel(user, "naive") as channel:
            channel.confirm_delivery()
            try:
                channel.basic_publish("naive", key, b"x")
            except pika.exceptions.ChannelClosedByBroker:
                return False
            return True

    assert sends("orders", "all-orders-of-others")
    assert sends("^orders$", "orders\n")
    assert sends(r"^orders\z", "orders")
    assert not sends(r"^orders\z", "orders\n")
    assert not sends(r"^orders\z", "all-orders-of-others")
    here.http.delete(f"/api/users/{user}").raise_for_status()
    apply(here.broker, here.system(target=WITH_USERS))
    found = [row[each] for row in _rows(here, "permissions") for each in ("configure", "write", "read")]
    found += [row[each] for row in _rows(here, "topic-permissions") for each in ("write", "read")]
    assert all(each == "^$" or (each.startswith("^") and each.endswith(r"\z")) for each in found)


def test_the_right_to_the_default_exchange_is_one_to_every_queue(here: Place) -> None:
    """P41: why failed work is parked through an exchange of its own."""
    with here.channel() as channel:
        channel.queue_declare("of-others", durable=True)
    user = f"{here.vhost}.web"
    put(here, f"users/{user}", {"password": "naive", "tags": ""})
    put(here, f"permissions/{here.vhost}/{user}", {"configure": "", "write": r"^amq\.default$", "read": ""})
    with here.channel(user, "naive") as channel:
        channel.confirm_delivery()
        channel.basic_publish("", "of-others", b"x", mandatory=True)
    here.http.delete(f"/api/users/{user}").raise_for_status()

    apply(here.broker, here.system(target=WITH_USERS))
    assert all("amq" not in row["write"] for row in _rows(here, "permissions"))


def _rows(here: Place, kind: str) -> list[dict[str, str]]:
    rows = here.http.get(f"/api/vhosts/{here.vhost}/{kind}").json()
    return [row for row in rows if row["user"] in here.passwords]


def test_what_grows_too_old_is_dropped_and_ours_is_a_dead_letter(here: Place) -> None:
    """BROKERS.md 1.3: a queue whose messages age, without dead letters."""
    with here.channel() as channel:
        channel.queue_declare("naive", durable=True, arguments={**QUORUM, "x-message-ttl": 50})
        channel.basic_publish("", "naive", b"old")
        time.sleep(0.3)
        assert None is got(channel, "naive", 0.1)

        apply(here.broker, here.system(QUICK))
        channel.basic_publish("event", PLACED, b"old")
        assert b"old" == got(channel, f"{PLACED}._dead_letter.{here.vhost}.billing")


def test_parked_work_comes_back_to_its_own_group_alone(here: Place) -> None:
    """P21: after its delay, and not through the exchange, where every group would get it again."""
    apply(here.broker, here.system(QUICK.replace("retain: 300ms", "retain: 30d")))
    with here.channel() as channel:
        parked = time.monotonic()
        channel.basic_publish("retry", f"{PLACED}._retry.{here.vhost}.billing.1", b"again")
        assert b"again" == got(channel, f"{PLACED}._group.{here.vhost}.billing")
        assert time.monotonic() - parked > 0.2
        assert None is got(channel, f"{PLACED}._group.{here.vhost}.audit", 0.2)


def test_an_audit_on_the_workers_queue_takes_their_work_and_a_tap_does_not(here: Place) -> None:
    """FIELD.md 3.2."""
    with here.channel() as channel:
        channel.queue_declare("naive", durable=True, arguments=QUORUM)
        channel.basic_publish("", "naive", b"work")
        assert b"work" == got(channel, "naive")  # the audit
        assert None is got(channel, "naive", 0.2)  # the worker

        apply(here.broker, here.system())
        channel.basic_publish("command", "commands.price.quote.p1", b"work")
        for reader in ("audit", "pricing"):
            assert b"work" == got(channel, f"commands.price.quote._group.{here.vhost}.{reader}")


@pytest.mark.parametrize(("key", "arrives"), [("commands.agent.pricing", True), ("commands.agent.pricing.now", False)])
def test_a_star_is_one_token(here: Place, key: str, *, arrives: bool) -> None:
    """FIELD.md 3.3 and 3.13; the rule `wildcard-shallow` says it at compile time."""
    with here.channel() as channel:
        channel.exchange_declare("naive", "topic")
        channel.queue_declare("naive", durable=True)
        channel.queue_bind("naive", "naive", "commands.agent.*")
        channel.basic_publish("naive", key, b"x")
        assert arrives is (got(channel, "naive", 1.0 if arrives else 0.2) is not None)


def test_two_addresses_whose_dots_became_underscores_share_their_dead_letters(here: Place) -> None:
    """FIELD.md 3.11."""
    with here.channel() as channel:
        for address in ("tools.execute_x", "tools_execute.x"):
            channel.queue_declare(f"dlq_{address.replace('.', '_')}", durable=True)
            channel.basic_publish("", f"dlq_{address.replace('.', '_')}", address.encode())
        assert {b"tools.execute_x", b"tools_execute.x"} == {got(channel, "dlq_tools_execute_x") for _ in range(2)}

    other = "events.order_placed: {kind: event, message: shop.v1.OrderPlaced}"
    system = here.system(PROJECT.replace("channels:", f"channels:\n  {other}"))
    found = [laid.queue.name for laid in queues(system, system.targets[0])]
    assert len(found) == len(set(found))


def test_with_several_readers_messages_are_handled_out_of_order_and_ours_has_one(here: Place) -> None:
    """P25: order within a key."""
    apply(here.broker, here.system(PROJECT.replace("retain: 30d", "retain: 30d, order: key, key: order_id")))
    with here.channel() as first, here.channel() as second, here.channel() as sender:
        sender.queue_declare("naive", durable=True, arguments=QUORUM)
        readers = {"first": first, "second": second}
        assert {"first", "second"} == _who_gets(sender, readers, ("", "naive"), "naive")
        ours = f"{PLACED}._group.{here.vhost}.billing"
        assert {"first"} == _who_gets(sender, readers, ("event", PLACED), ours)


def _who_gets(
    sender: BlockingChannel, readers: dict[str, BlockingChannel], way: tuple[str, str], queue: str
) -> set[str]:
    """Which of several readers get some of ten messages."""
    found: list[str] = []

    def reader(name: str) -> Callable[..., None]:
        def take(channel: BlockingChannel, method: pika.spec.Basic.Deliver, *_: object) -> None:
            found.append(name)
            channel.basic_ack(method.delivery_tag)

        return take

    for name, channel in readers.items():
        channel.basic_qos(prefetch_count=1)
        channel.basic_consume(queue, reader(name))
    for _ in range(10):
        sender.basic_publish(*way, b"x")
    deadline = time.monotonic() + 10
    while len(found) < 10 and time.monotonic() < deadline:
        for channel in readers.values():
            channel.connection.process_data_events(0.02)
    assert 10 == len(found)
    return set(found)


def test_an_age_that_no_timer_reaches_is_taken_and_refused_by_us(here: Place) -> None:
    """P17: a policy takes it; a queue's own argument would not."""
    ages = {"pattern": "naive", "definition": {"message-ttl": 4_000 * 86_400_000}}
    put(here, f"policies/{here.vhost}/ages", ages)
    with here.channel() as channel, pytest.raises(pika.exceptions.ChannelClosedByBroker, match="value_too_large"):
        channel.queue_declare("naive", durable=True, arguments={**QUORUM, "x-message-ttl": 4_000 * 86_400_000})

    assert {"broker-retention"} == refused(here.system(PROJECT.replace("retain: 30d", "retain: 4000d")))
    assert {"broker-delay"} == refused(here.system(PROJECT.replace("backoff: [1s, 5s]", "backoff: [1s, 4000d]")))
    assert set() == refused(here.system())


@pytest.mark.parametrize("name", ["q" * 256, "é" * 128, "amq.work"])
def test_names_that_are_too_long_or_kept_back_are_refused(here: Place, name: str) -> None:
    """BROKERS.md 1.5: by bytes, not letters; tests/unit/topology/rabbitmq has the rule's table."""
    answer = here.http.put(here.queue(name), json={"durable": True, "auto_delete": False, "arguments": QUORUM})

    assert answer.status_code in (400, 401), answer.text
    assert {"broker-name"} == refused(here.system(target=", prefix: amq."))
