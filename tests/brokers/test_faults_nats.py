"""Faults of FIELD.md section 3 on a real NATS: what the naive set-up does there, and what treaty makes or refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import nats.errors
import nats.js.errors
import pytest
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig, StreamSource

from tests.brokers.nats_shop import PROJECT, broker, by_hand, changed, planned, provision, shop, wish
from tests.shop import diagnose
from tools.nats.server import Nats
from treatyc.brokers.live import BrokerError
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.system.address import is_parameter_value
from treatyc.system.system import System
from treatyc.topology import names
from treatyc.topology.brokers import SEMANTICS, derive
from treatyc.topology.nats.objects import Consumer, Retention, Stream

pytestmark = pytest.mark.nats


@pytest.fixture
def url(new_nats: Callable[[str], Nats]) -> str:
    """A server of the test's own with nothing on it."""
    return new_nats("").url


def streams(system: System) -> dict[str, Stream]:
    return {each.name: each for each in derive(system, system.targets[0]) if isinstance(each, Stream)}


def consumers(system: System) -> dict[str, Consumer]:
    return {each.name: each for each in derive(system, system.targets[0]) if isinstance(each, Consumer)}


def problems(system: System) -> list[tuple[str, str]]:
    target = system.targets[0]
    return [(each.rule, each.resource.name) for each in SEMANTICS[target.broker].problems(system, target)]


def rules(project: str) -> set[str]:
    """The rules that `treaty check` names for a project."""
    files = [ExampleFile(PROJECT_FILE, project.replace("@TARGET@", ""))]
    return {diagnostic.rule for diagnostic in diagnose(files) if diagnostic.rule}


async def _stream(js: JetStreamContext, name: str, *subjects: str, **keys: object) -> None:
    await js.add_stream(StreamConfig(name=name, subjects=list(subjects), **keys))  # type: ignore[arg-type]  # its own fields


async def _consumer(js: JetStreamContext, stream: str, name: str, **keys: object) -> None:
    config = ConsumerConfig(durable_name=name, ack_policy="explicit", **keys)  # type: ignore[arg-type]  # its own fields
    await js.add_consumer(stream, config)


async def _refused(work: Callable[[], object]) -> int:
    """The number with which JetStream refuses."""
    with pytest.raises(nats.js.errors.APIError) as refusal:
        await work()  # type: ignore[misc]  # each gives something to await
    return refusal.value.err_code or 0


async def _fetched(js: JetStreamContext, stream: str, durable: str, count: int = 10) -> list[bytes]:
    subscription = await js.pull_subscribe_bind(consumer=durable, stream=stream)
    try:
        messages = await subscription.fetch(count, timeout=0.3)
    except TimeoutError:  # the client's own is one too, and not all of its ways end in that
        return []
    for message in messages:
        await message.ack_sync()
    return [message.data for message in messages]


def test_the_shop_of_these_tests_has_none_of_them() -> None:
    assert set() == rules(PROJECT)
    assert [] == problems(shop())


async def _empty(js: JetStreamContext, stream: str) -> None:
    while (await js.stream_info(stream)).state.messages:  # noqa: ASYNC110 - nothing tells when it has let go
        await asyncio.sleep(0.02)


def test_fault_2_a_second_reader_of_a_work_queue_is_refused_and_a_mirror_takes_the_work(url: str) -> None:
    async def naive(js: JetStreamContext) -> tuple[int, list[bytes]]:
        await _stream(js, "work", "work.*", retention="workqueue")
        await _consumer(js, "work", "workers", filter_subject="work.*")
        number = await _refused(lambda: _consumer(js, "work", "audit", filter_subject="work.>"))
        await js.delete_consumer("work", "workers")
        await js.add_stream(StreamConfig(name="audit", mirror=StreamSource(name="work")))
        for _ in range(5):
            await js.publish("work.a", b"one")
        await _empty(js, "work")
        await _consumer(js, "work", "workers", filter_subject="work.*")
        return number, await _fetched(js, "work", "workers")

    assert (10100, []) == by_hand(url, naive)  # 5 published while no worker was there, 0 left for them

    made = streams(shop())["tools-execute"]
    assert Retention.INTEREST is made.retention
    assert {"tools-execute/shop-audit", "tools-execute/shop-tool_worker"} <= set(consumers(shop()))

    async def both(js: JetStreamContext) -> tuple[int, list[list[bytes]]]:
        await js.publish("tools.execute.pricing", b"work")
        taken = [await _fetched(js, "tools-execute", name) for name in ("shop-audit", "shop-tool_worker")]
        return (await js.stream_info("tools-execute")).state.messages, taken

    provision(url, shop())
    assert (0, [[b"work"], [b"work"]]) == by_hand(url, both)


def test_fault_3_a_dotted_name_is_never_stored(url: str) -> None:
    async def naive(js: JetStreamContext) -> None:
        await _stream(js, "tools", "tools.execute.*")
        with pytest.raises(nats.js.errors.NoStreamResponseError):
            await js.publish("tools.execute.price.recalculate", b"lost")

    by_hand(url, naive)

    assert not is_parameter_value("price.recalculate")
    assert ("tools.execute.*",) == streams(shop())["tools-execute"].subjects


def test_fault_4_an_event_without_a_stream_cannot_be_published(url: str) -> None:
    async def publish(js: JetStreamContext) -> int:
        return (await js.publish("events.order.placed", b"happened")).seq

    with pytest.raises(nats.js.errors.NoStreamResponseError):
        by_hand(url, publish)

    provision(url, shop())
    assert 1 == by_hand(url, publish)


def test_fault_9_after_max_deliver_a_message_stays_and_nobody_gets_it(url: str) -> None:
    async def naive(js: JetStreamContext) -> tuple[list[bytes], int]:
        await _stream(js, "work", "work.*", retention="workqueue")
        await _consumer(js, "work", "workers", max_deliver=2)
        await js.publish("work.a", b"poison")
        subscription = await js.pull_subscribe_bind(consumer="workers", stream="work")
        for _ in range(2):
            [message] = await subscription.fetch(1, timeout=5)
            await message.nak()
        return await _fetched(js, "work", "workers"), (await js.stream_info("work")).state.messages

    assert ([], 1) == by_hand(url, naive)

    nowhere = PROJECT.replace("dead_letter: {retain: 7d}", "dead_letter: false")
    assert "retry-ends-nowhere" in rules(nowhere)
    assert {-1} == {consumer.max_deliver for consumer in consumers(shop()).values()}
    assert "tools-execute-_dead_letter-shop-tool_worker" in streams(shop())


def test_a_backoff_of_the_consumer_takes_the_place_of_its_ack_wait(url: str) -> None:
    """Why none is made: work that takes 30 s would come again after the first delay of its retries."""

    async def naive(js: JetStreamContext) -> tuple[list[int], object]:
        await _stream(js, "work", "work.*", retention="workqueue")
        await _consumer(js, "work", "workers", max_deliver=3, ack_wait=30, backoff=[0.05, 0.1])
        await js.publish("work.a", b"slow")
        subscription = await js.pull_subscribe_bind(consumer="workers", stream="work")
        [first] = await subscription.fetch(1, timeout=5)
        [again] = await subscription.fetch(1, timeout=5)
        wait = (await js.consumer_info("work", "workers")).config.ack_wait
        return [first.metadata.num_delivered, again.metadata.num_delivered], wait

    deliveries, wait = by_hand(url, naive)
    assert ([1, 2], 0.05) == (deliveries, wait)

    provision(url, shop())
    info = by_hand(url, lambda js: js.consumer_info("tools-execute", "shop-tool_worker"))
    assert (30, None) == (info.config.ack_wait, info.config.backoff)


def test_fault_11_two_channels_meet_in_one_name_of_dots_made_underscores(url: str) -> None:
    one, other = "tools.execute_x", "tools_execute.x"

    async def naive(js: JetStreamContext) -> int:
        await _stream(js, one.replace(".", "_"), one)
        return await _refused(lambda: _stream(js, other.replace(".", "_"), other))

    assert 10058 == by_hand(url, naive)
    assert names.dashed(one) != names.dashed(other)
    assert (one, other) == (names.undashed(names.dashed(one)), names.undashed(names.dashed(other)))


def test_fault_12_interest_without_a_consumer_drops_the_message(url: str) -> None:
    async def naive(js: JetStreamContext) -> tuple[int, int]:
        await _stream(js, "results", "results.*", retention="interest")
        sequence = (await js.publish("results.a", b"lost")).seq
        return sequence, (await js.stream_info("results")).state.messages

    assert (1, 0) == by_hand(url, naive)  # confirmed, and gone

    for stream in streams(shop()).values():
        readers = [each for each in consumers(shop()).values() if each.stream == stream.name]
        assert stream.retention is not Retention.INTEREST or len(readers) > 1
    assert Retention.LIMITS is streams(shop())["events-order-placed"].retention


def test_fault_13_one_star_is_one_token(url: str) -> None:
    async def naive(js: JetStreamContext) -> list[list[bytes]]:
        await _stream(js, "commands", "commands.>")
        await _consumer(js, "commands", "shallow", filter_subject="commands.agent.*")
        await _consumer(js, "commands", "deep", filter_subject="commands.agent.>")
        await js.publish("commands.agent.pricing.recalculate", b"again")
        return [await _fetched(js, "commands", name) for name in ("shallow", "deep")]

    assert [[], [b"again"]] == by_hand(url, naive)

    deeper = '  "events.order.line.added": {kind: event, message: shop.v1.OrderPlaced}\n  commands.price.quote'
    shallow = PROJECT.replace("  commands.price.quote:", f"{deeper}:").replace(
        "receives: [events.>", "receives: [events.order.*"
    )
    assert "wildcard-shallow" in rules(shallow)


def test_fault_17_a_window_of_duplicates_over_the_age_is_refused(url: str) -> None:
    async def naive(js: JetStreamContext) -> int:
        return await _refused(lambda: _stream(js, "short", "short.*", max_age=60, duplicate_window=600))

    assert 10052 == by_hand(url, naive)

    short = changed("retain: 30d", "retain: 1m")
    assert [("deduplicate-over-age", "events-order-placed")] == problems(short)
    assert "1m" == streams(short)["events-order-placed"].duplicate_window
    provision(url, short)


def test_fault_17_a_wait_shorter_than_the_handler_does_the_work_twice(url: str) -> None:
    async def naive(js: JetStreamContext) -> bool:
        await _stream(js, "work", "work.*", retention="workqueue")
        await _consumer(js, "work", "workers", ack_wait=0.05)
        await js.publish("work.a", b"slow")
        subscription = await js.pull_subscribe_bind(consumer="workers", stream="work")
        [first] = await subscription.fetch(1, timeout=5)
        [again] = await subscription.fetch(1, timeout=5)  # while the first is still at work
        return first.data == again.data

    assert by_hand(url, naive)
    slow = PROJECT.replace("  tool_worker: {", "  tool_worker: {handler_timeout: 1h, ")
    assert "handler-timeout" in rules(slow)


def test_more_delays_than_deliveries_are_refused(url: str) -> None:
    """Error 10116."""

    async def naive(js: JetStreamContext) -> int:
        await _stream(js, "work", "work.*")
        return await _refused(lambda: _consumer(js, "work", "workers", max_deliver=2, backoff=[1, 2, 3]))

    assert 10116 == by_hand(url, naive)
    provision(url, changed("backoff: [1s, 5s]", "backoff: [1s, 2s, 3s, 4s, 5s]"))


def test_one_subject_of_two_streams_is_refused(url: str) -> None:
    """Error 10065."""

    async def naive(js: JetStreamContext) -> int:
        await _stream(js, "all", "orders.>")
        return await _refused(lambda: _stream(js, "some", "orders.*.placed"))

    assert 10065 == by_hand(url, naive)

    meeting = shop(_with("a.{x}.c", "a.b.{y}"))
    assert [("subjects-overlap", "a-c")] == problems(meeting)
    assert "address-ambiguous" in rules(_with("a.{x}.c", "a.b.{y}"))


def test_listed_values_keep_two_streams_apart(url: str) -> None:
    """The same two shapes, told apart by what a parameter may be: each value is a subject of its own."""
    apart = shop(_with("a.{x}.c", "a.b.{y}", x="[d, e]"))

    assert [] == problems(apart)
    assert ("a.d.c", "a.e.c") == streams(apart)["a-c"].subjects
    provision(url, apart)


def _with(one: str, other: str, x: str = "") -> str:
    parameters = f", parameters: {{x: {x}}}" if x else ""
    declared = f'  "{one}": {{kind: event, message: shop.v1.OrderPlaced{parameters}}}\n'
    declared += f'  "{other}": {{kind: event, message: shop.v1.OrderPlaced}}\n'
    project = PROJECT.replace("channels:\n", f"channels:\n{declared}")
    return project.replace("sends: [events.>", f'sends: [events.>, "{one}", "{other}"').replace(
        "receives: [events.>", "receives: [events.>, a.>"
    )


def test_fewer_subjects_leave_a_consumer_deaf_and_nobody_is_told(url: str) -> None:
    """BROKERS.md 1.3; `apply` refuses to do it to somebody else (test_nats_apply)."""

    async def naive(js: JetStreamContext) -> list[bytes]:
        await _stream(js, "orders", "orders.placed", "orders.paid")
        await _consumer(js, "orders", "billing", filter_subject="orders.paid")
        await js.update_stream(StreamConfig(name="orders", subjects=["orders.placed"]))
        await js.publish("orders.placed", b"other")
        return await _fetched(js, "orders", "billing")

    assert [] == by_hand(url, naive)


def test_a_prefix_with_two_dots_would_be_an_empty_token(url: str) -> None:
    assert 10052 == by_hand(url, lambda js: _refused(lambda: _stream(js, "empty", "staging..orders")))
    assert {"broker-name"} == {rule for rule, _ in problems(shop(target=', prefix: "staging.."'))}
    assert [] == problems(shop(target=', prefix: "staging."'))


def test_a_name_that_is_too_long_is_refused(url: str) -> None:
    long = "l" * 256

    async def naive(js: JetStreamContext) -> int:
        return await _refused(lambda: _stream(js, long, "long"))

    assert 10052 == by_hand(url, naive)
    address = ".".join(["events", *["l" * 59] * 4])
    assert [("broker-name", f"{names.dashed(address)}-_dead_letter-shop-audit")] == problems(
        shop(_with(address, "a.b"))
    )


def test_a_message_larger_than_the_server_takes_ends_the_connection(url: str) -> None:
    async def naive(js: JetStreamContext) -> None:
        del js
        client = Client()
        await client.connect(url)
        with pytest.raises(nats.errors.MaxPayloadError):
            await client.publish("events.order.placed", b"x" * (1024 * 1024 + 1))
        await client.close()

    by_hand(url, naive)
    assert [("size-over-broker", "events-order-placed")] == problems(
        changed("retain: 30d", "retain: 30d, max_bytes: 1MiB")
    )


def test_a_state_whose_key_is_no_parameter_is_told_to_keep_everything(url: str) -> None:
    """The latest of each subject is kept: by a key outside of the address one stream would keep one message in all."""

    async def two(js: JetStreamContext) -> int:
        for order in ("1", "2", "1"):
            await js.publish(f"state.order.{order}", b"as it is now")
        return (await js.stream_info("state-order")).state.messages

    provision(url, shop())
    assert 2 == by_hand(url, two)

    bare = shop(PROJECT.replace('"state.order.{order_id}"', "state.order"))
    assert -1 == streams(bare)["state-order"].max_msgs_per_subject
    [told] = SEMANTICS[bare.targets[0].broker].shortcomings(bare, bare.targets[0])
    assert "NATS knows a key only as part of the address, such as `state.order.{order_id}`" in told


def test_more_replicas_than_a_stream_has_are_refused(url: str) -> None:
    async def naive(js: JetStreamContext) -> int:
        return await _refused(lambda: _stream(js, "many", "many", num_replicas=6))

    assert by_hand(url, naive)
    assert [("broker-replicas", "commands-price-quote")] == problems(shop(target=", replicas: 6"))


def test_an_older_server_than_we_were_told_is_found_before_it_drops_what_it_does_not_know(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.9.10 drops metadata, which would be our mark (BROKERS.md 1.2.6)."""
    with broker(url, shop()) as live:
        monkeypatch.setattr(type(live._link), "version", property(lambda _: (2, 9, 10)))
        with pytest.raises(BrokerError, match=r"is a NATS 2\.9\.10: say `broker_version: 2\.9\.10` in the target"):
            planned(live, wish(shop()))


def test_on_an_old_server_the_mark_is_in_the_description(url: str) -> None:
    """A new server knows the calls of an old one, so that its way can be tried here."""
    old = shop(target=', broker_version: "2.9.10"')
    provision(url, old)
    again = provision(url, old)
    changed_by = by_hand(url, lambda js: js.stream_info("tools-execute"))

    assert () == again.done
    assert (changed_by.config.description or "").startswith("made by treaty for shop/prod, as of ")
