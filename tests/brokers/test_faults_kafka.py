"""Faults of well-meant set-ups that depend on Kafka, each twice: on a real one, and refused or not had by treaty.

FIELD.md section 3 numbers them; the naive side is done with the plain official client.
"""

from __future__ import annotations

import itertools
import socket
import struct
import time
from collections.abc import Callable, Sequence

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its exports are not marked as such
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewPartitions,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)

from tests.brokers.kafka_shop import compile_shop, target
from tests.shop import diagnose
from tools.kafka.broker import PASSWORD, USERNAME, Kafka
from tools.kafka.topics import admin, make_topic
from treaty.transports.kafka_settings import KafkaSettings, consumer_options
from treatyc.checks.page import PROJECT_FILE, ExampleFile
from treatyc.system.system import System
from treatyc.topology.kafka.derive import derive
from treatyc.topology.kafka.judge import judge
from treatyc.topology.kafka.limits import problems
from treatyc.topology.kafka.objects import Permissions, Topic
from treatyc.topology.kafka.rights import read
from treatyc.topology.plan import Word
from treatyc.topology.planning import changes
from treatyc.topology.semantics import InPlace

pytestmark = pytest.mark.kafka

_NUMBERS = itertools.count(1)


@pytest.fixture
def name() -> str:
    """A first token of its own, for tests share the brokers."""
    return f"faults{next(_NUMBERS)}"


def contracts(name: str, channels: str, agents: str, more: str = "") -> str:
    """A project with these channels and agents on a Kafka."""
    kafka = f'  local: {{broker: kafka, url: "${{KAFKA_URL}}", partitions: 2{more}}}'
    return f"treaty: 1\nname: {name}\nchannels:\n{channels}\nagents:\n{agents}\ntargets:\n{kafka}\n"


def topics(system: System) -> dict[str, Topic]:
    """What a Kafka must hold for it."""
    return {each.name: each for each in derive(system, target(system)) if isinstance(each, Topic)}


def rules(text: str) -> set[str]:
    """The rules by which treaty refuses a project."""
    return {found.rule for found in diagnose([ExampleFile(PROJECT_FILE, text)])}


def sent(producer: Producer, topic: str, body: bytes, key: bytes | None = None) -> str | int:
    """The partition where it was stored, or the word with which it was refused."""
    ends: list[str | int] = []

    def note(error: KafkaError | None, stored: Message) -> None:
        ends.append(error.name() if error is not None else stored.partition() or 0)

    producer.produce(topic, body, key, on_delivery=note)
    assert 0 == producer.flush(20)
    return ends[0]


def plain(kafka: Kafka, **more: str | int) -> Producer:
    """The plain official producer."""
    return Producer({"bootstrap.servers": kafka.address, "log_level": 0, **more})


def error_of(work: Callable[[], object]) -> str:
    """The broker's word for why it refused."""
    with pytest.raises(KafkaException) as refused:
        work()
    return str(refused.value.args[0].name())


def test_a_keyless_record_in_a_compacted_topic(kafka: Kafka, name: str) -> None:
    """Latest values are kept by key: what has none is refused at each send, long after the topic was set up."""
    make_topic(kafka, f"{name}.naive", config={"cleanup.policy": "compact"})

    assert "INVALID_RECORD" == sent(plain(kafka), f"{name}.naive", b"{}")

    keyless = f"  {name}.state.here: {{kind: state, message: shop.v1.OrderPlaced}}"
    text = contracts(name, keyless, f"  one: {{sends: [{name}.state.here]}}")
    derived = topics(compile_shop(text))[f"{name}.state.here"]
    assert "delete" == dict(derived.config)["cleanup.policy"]
    make_topic(kafka, derived.name, config=dict(derived.config))
    assert isinstance(sent(plain(kafka), derived.name, b"{}"), int)


def test_names_that_differ_in_dots_and_underscores(kafka: Kafka, name: str) -> None:
    """Fault 11."""
    client = admin(kafka)
    make_topic(kafka, f"{name}.orders.placed_now")
    second = f"{name}.orders_placed.now"

    assert "TOPIC_EXCEPTION" == error_of(lambda: client.create_topics([NewTopic(second, 1, 1)])[second].result(10))

    both = "\n".join(
        f"  {name}.{each}: {{kind: event, message: shop.v1.OrderPlaced}}"
        for each in ("orders.placed_now", "orders_placed.now")
    )
    text = contracts(name, both, f"  one: {{sends: [{name}.orders.placed_now, {name}.orders_placed.now]}}")
    system = compile_shop(text)
    assert "kafka-metric-collision" in rules(text)
    assert ["kafka-metric-collision"] == [problem.rule for problem in problems(system, target(system))]


def test_a_right_to_a_prefix_of_names(kafka_secured: Kafka, name: str) -> None:
    """BROKERS.md 1.5: `orders` as a prefix grants `orders2` as well."""
    client = admin(kafka_secured)
    for topic in ("orders", "orders2"):
        make_topic(kafka_secured, f"{name}.{topic}")
    right = (ResourceType.TOPIC, f"{name}.orders", ResourcePatternType.PREFIXED, f"User:{USERNAME}", "*")
    binding = AclBinding(*right, AclOperation.WRITE, AclPermissionType.ALLOW)
    client.create_acls([binding])[binding].result(10)
    agent = plain(kafka_secured, **_logged_in(kafka_secured))

    assert isinstance(_once_allowed(agent, f"{name}.orders"), int)
    assert isinstance(sent(agent, f"{name}.orders2", b"{}"), int), "and nobody wanted that"

    channels = "\n".join(
        f"  {name}.{each}: {{kind: event, message: shop.v1.OrderPlaced}}"
        for each in ("orders.placed", "orders2.placed")
    )
    secured = ", security: {protocol: sasl_tls}"
    text = contracts(
        name, channels, f'  one: {{receives: ["{name}.orders.>"]}}\n  two: {{receives: ["{name}.>"]}}', secured
    )
    system = compile_shop(text)
    found = {each.name: each.rights for each in derive(system, target(system)) if isinstance(each, Permissions)}
    allowed = [read(line) for line in found[f"{name}.one"]]
    assert not any(right.prefixed for right in allowed)
    assert not any("orders2" in right.name for right in allowed)


def test_a_name_of_250_characters_is_refused(kafka: Kafka, name: str) -> None:
    """BROKERS.md 1.5."""
    client = admin(kafka)
    long = f"{name}.".ljust(250, "x")
    assert "TOPIC_EXCEPTION" == error_of(lambda: client.create_topics([NewTopic(long, 1, 1)])[long].result(10))

    address = f"{name}.{'x' * 120}.{'y' * 110}"
    text = contracts(
        name,
        f"  {address}: {{kind: event, message: shop.v1.OrderPlaced}}",
        f"  one: {{sends: [{address}]}}\n  two: {{receives: [{address}]}}",
    )
    system = compile_shop(text)
    assert "broker-name" in rules(text)
    # The channel's own topic would do; what its reader needs for retries and dead letters would not.
    assert len(address) < 249
    assert {"two"} == {problem.resource.origin.agent for problem in problems(system, target(system))}


def test_a_right_of_the_principal_star_is_everyones(kafka_secured: Kafka, name: str) -> None:
    """P40, P41: in an access control list `User:*` is nobody's name."""
    client = admin(kafka_secured)
    make_topic(kafka_secured, f"{name}.orders")
    right = (ResourceType.TOPIC, f"{name}.orders", ResourcePatternType.LITERAL, "User:*", "*")
    binding = AclBinding(*right, AclOperation.WRITE, AclPermissionType.ALLOW)
    client.create_acls([binding])[binding].result(10)

    assert isinstance(_once_allowed(plain(kafka_secured, **_logged_in(kafka_secured)), f"{name}.orders"), int)

    channel = f"  {name}.orders: {{kind: event, message: shop.v1.OrderPlaced}}"
    agents = f'  one: {{sends: [{name}.orders], principal: "*"}}'
    assert "broker-name" in rules(contracts(name, channel, agents, ", security: {protocol: sasl_tls}"))
    assert "broker-name" not in rules(contracts(name, channel, agents))


def _logged_in(kafka: Kafka) -> dict[str, str | int]:
    """How an agent shows who it is."""
    return {
        "bootstrap.servers": kafka.sasl_address,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": USERNAME,
        "sasl.password": PASSWORD,
    }


def _once_allowed(producer: Producer, topic: str) -> str | int:
    """What was just granted may take a moment to be known."""
    deadline = time.monotonic() + 10
    while isinstance(end := sent(producer, topic, b"{}"), str) and time.monotonic() < deadline:
        time.sleep(0.02)
    return end


def test_more_partitions_for_keys_that_are_in_use(kafka: Kafka, name: str) -> None:
    """A key's next message goes elsewhere, and may be handled before those that wait where it was."""
    make_topic(kafka, f"{name}.naive", partitions=2)
    keys = [str(number).encode() for number in range(20)]
    before = {key: sent(plain(kafka), f"{name}.naive", b"{}", key) for key in keys[:1]}
    producer = plain(kafka)
    before |= {key: sent(producer, f"{name}.naive", b"{}", key) for key in keys[1:]}
    client = admin(kafka)
    client.create_partitions([NewPartitions(f"{name}.naive", 5)])[f"{name}.naive"].result(10)
    while len(client.list_topics(timeout=10).topics[f"{name}.naive"].partitions) < 5:
        time.sleep(0.02)
    fresh = plain(kafka)

    after = {key: sent(fresh, f"{name}.naive", b"{}", key) for key in keys}

    assert any(before[key] != after[key] for key in keys)

    channel = f"  {name}.orders: {{kind: event, message: shop.v1.OrderPlaced, key: order_id, partitions: %d}}"
    agents = f"  one: {{sends: [{name}.orders]}}"
    few, many = (topics(compile_shop(contracts(name, channel % count, agents)))[f"{name}.orders"] for count in (2, 5))
    judged = judge(many, few, changes(many, few))
    assert isinstance(judged, InPlace)
    assert ((Word.REKEY,), "order") == (judged.needs, judged.risk.danger.value)


def test_a_pattern_of_topics_that_matches_what_it_should_not(kafka: Kafka, name: str) -> None:
    """Faults 3 and 13: a broker's patterns know no tokens, and see retries and dead letters too."""
    made = ("orders.placed", "orders2.placed", "orders.placed._dead_letter.shop.billing", "orders.placed.again")
    for topic in made:
        make_topic(kafka, f"{name}.{topic}")

    careless = subscribed(kafka, [rf"^{name}\.orders.*"])
    one_token = subscribed(kafka, [rf"^{name}\.orders\.[^.]+$"])

    assert {f"{name}.{topic}" for topic in made} == careless
    assert {f"{name}.orders.placed"} == one_token, "one token, and not what lies deeper"

    channels = "\n".join(
        f"  {name}.{each}: {{kind: event, message: shop.v1.OrderPlaced}}"
        for each in ("orders.placed", "orders.placed.again", "orders2.placed")
    )
    agents = (
        f'  one: {{receives: ["{name}.orders.>"]}}\n  two: {{receives: ["{name}.orders.*", "{name}.orders2.placed"]}}'
    )
    system = compile_shop(contracts(name, channels, agents))
    found = {
        agent.name: [match.channel for read in agent.subscriptions for match in read.matches] for agent in system.agents
    }
    assert {
        "one": [f"{name}.orders.placed", f"{name}.orders.placed.again"],
        "two": [f"{name}.orders.placed", f"{name}.orders2.placed"],
    } == found


def subscribed(kafka: Kafka, patterns: Sequence[str]) -> set[str]:
    """The topics that a group is given by these patterns."""
    options = {"bootstrap.servers": kafka.address, "group.id": f"faults-{next(_NUMBERS)}", "log_level": 0}
    consumer = Consumer(options)
    given: set[str] = set()
    consumer.subscribe(list(patterns), on_assign=lambda _, places: given.update(place.topic for place in places))
    deadline = time.monotonic() + 20
    while not given and time.monotonic() < deadline:
        consumer.consume(1, 0.05)
    consumer.close()
    return given


def test_a_new_group_that_begins_at_the_end(kafka: Kafka, name: str) -> None:
    """Fault 14, Kafka's kind: the client's default start skips what came before the group did."""
    topic = make_topic(kafka, f"{name}.work", partitions=1)
    sent(plain(kafka), topic, b"before")

    naive = {"bootstrap.servers": kafka.address, "group.id": f"{name}.naive", "log_level": 0}
    ours = consumer_options(KafkaSettings(kafka.address), f"{name}.ours")

    assert b"after" == first(kafka, topic, Consumer(naive))
    assert b"before" == first(kafka, topic, Consumer(ours))


def first(kafka: Kafka, topic: str, consumer: Consumer) -> bytes:
    """What a group gets first, with something sent after it was there."""
    given: list[object] = []
    consumer.subscribe([topic], on_assign=lambda _, places: given.extend(places))
    deadline = time.monotonic() + 20
    got: list[Message] = []
    while not given and time.monotonic() < deadline:
        got += consumer.consume(1, 0.02)
    told = False
    while not got and time.monotonic() < deadline:
        got = consumer.consume(1, 0.2)
        if not got and not told:
            sent(plain(kafka), topic, b"after")
            told = True
    consumer.close()
    value = got[0].value()
    assert isinstance(value, bytes)
    return value


def test_a_send_to_what_nobody_made(kafka: Kafka, name: str) -> None:
    """Fault 4: every publish fails, where brokers make nothing by themselves."""
    impatient = plain(kafka, **{"message.timeout.ms": 3000, "topic.metadata.propagation.max.ms": 500})

    assert "UNKNOWN_TOPIC_OR_PART" == sent(impatient, f"{name}.events.placed", b"{}")

    text = contracts(
        name,
        f"  {name}.events.placed: {{kind: event, message: shop.v1.OrderPlaced}}",
        f"  one: {{sends: [{name}.events.placed]}}",
    )
    assert f"{name}.events.placed" in topics(compile_shop(text))
    assert rules(text.replace(f"sends: [{name}.events.placed]", f"sends: [{name}.events.moved]")) >= {"unknown-channel"}


def test_a_message_of_the_declared_size_is_refused_by_a_default(kafka: Kafka, name: str) -> None:
    """A topic's default limit is 1 MiB, whatever a contract allows."""
    naive = make_topic(kafka, f"{name}.naive")
    large = b"x" * (2 * 1024**2)
    producer = plain(kafka, **{"message.max.bytes": 8 * 1024**2})

    assert "MSG_SIZE_TOO_LARGE" == sent(producer, naive, large)

    text = contracts(
        name,
        f"  {name}.events.placed: {{kind: event, message: shop.v1.OrderPlaced, max_bytes: 2MiB}}",
        f"  one: {{sends: [{name}.events.placed]}}",
    )
    derived = topics(compile_shop(text))[f"{name}.events.placed"]
    make_topic(kafka, derived.name, config=dict(derived.config))
    assert isinstance(sent(producer, derived.name, large), int)


@pytest.mark.parametrize(("size", "answer"), [(100 * 1024**2, None), (100 * 1024**2 + 1, b"")])
def test_a_request_over_100_mib_ends_the_connection(kafka: Kafka, name: str, size: int, answer: bytes | None) -> None:
    """P5: whatever a topic allows, a broker reads no larger request; it waits for one that it would read."""
    host, _, port = kafka.address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=0.5 if answer is None else 10) as plain_socket:
        plain_socket.sendall(struct.pack(">i", size))
        try:
            found: bytes | None = plain_socket.recv(1)
        except TimeoutError:
            found = None

    assert answer == found
    channel = f"  {name}.events.placed: {{kind: event, message: shop.v1.OrderPlaced, max_bytes: %s}}"
    agents = f"  one: {{sends: [{name}.events.placed]}}"
    assert "size-over-broker" in rules(contracts(name, channel % "100MiB", agents))
    assert "size-over-broker" not in rules(contracts(name, channel % "99MiB", agents))


def test_fewer_partitions_are_refused_and_never_a_new_topic(kafka: Kafka, name: str) -> None:
    """Klaw 2503: a tool that was allowed to decrease deleted the topic, and could not make it again."""
    make_topic(kafka, f"{name}.naive", partitions=3)
    client: AdminClient = admin(kafka)
    fewer = [NewPartitions(f"{name}.naive", 1)]

    assert "INVALID_PARTITIONS" == error_of(lambda: client.create_partitions(fewer)[f"{name}.naive"].result(10))


def test_failed_work_that_ends_nowhere(kafka: Kafka, name: str) -> None:
    """Fault 9: a Kafka counts no attempts. What fails comes again with each start, before all that lies behind it."""
    topic = make_topic(kafka, f"{name}.naive", partitions=1)
    for body in (b"poison", b"behind"):
        sent(plain(kafka), topic, body)
    options = consumer_options(KafkaSettings(kafka.address), f"{name}.naive")

    tried = [first(kafka, topic, Consumer(options)) for _ in range(3)]

    assert [b"poison"] * 3 == tried

    channel = f"  {name}.work: {{kind: command, message: shop.v1.OrderPlaced, policy: %s}}"
    policies = "policies:\n  kept: {max_deliver: 3}\n  lost: {max_deliver: 3, dead_letter: false}\nchannels:"
    agents = f"  one: {{receives: [{name}.work]}}\n  two: {{sends: [{name}.work]}}"
    kept, lost = (contracts(name, channel % each, agents).replace("channels:", policies) for each in ("kept", "lost"))
    assert "retry-ends-nowhere" in rules(lost)
    assert "retry-ends-nowhere" not in rules(kept)
    assert f"{name}.work._dead_letter.{name}.one" in topics(compile_shop(kept))
