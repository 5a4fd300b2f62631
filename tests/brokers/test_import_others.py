"""`treaty import topology` at a real Redis, NATS and RabbitMQ that were used before (patterns: BROKERS.md 1.5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pika
import pytest
import redis as official
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, RetentionPolicy, StreamConfig

from tests.brokers.nats_shop import by_hand
from tests.brokers.newcomer import Newcomer, remarks
from tools.nats.server import Nats
from tools.rabbitmq.broker import PASSWORD, USERNAME, RabbitMQ
from tools.redis.server import Redis


def actions(here: Newcomer) -> dict[str, str]:
    """What a plan that adopts everything does, by address."""
    return {each["address"]: each["action"] for each in here.plan()}


@pytest.mark.redis
def test_streams_and_groups_of_a_redis(redis: Redis, redis_database: int, tmp_path: Path) -> None:
    client = official.Redis(host=redis.host, port=redis.port, db=redis_database)
    for stream, group in (
        ("orders.placed", "shop.billing"),
        ("orders.placed", "Audit:2"),
        ("commands.pack", "shop.packer"),
        ("users:signups", "mailer"),
    ):
        client.xgroup_create(stream, group, mkstream=True)
    client.set("session:1", "not a stream")
    here = Newcomer(tmp_path / "newcomer", 'broker: redis, url: "${URL}"', {"URL": f"{redis.url}/{redis_database}"})

    found = here.imported()

    assert ["commands.pack", "orders.placed"] == found["channels"]
    assert ["audit_2", "billing", "packer"] == found["agents"]
    assert ["its token `users:signups` is not of a-z, 0-9, `_` and `-` alone"] == remarks(found)["stream:users:signups"]
    assert ["agent `audit_2` reads as group `shop.audit_2`, and there it is `Audit:2`"] == remarks(found)[
        "group:Audit:2"
    ]
    assert [] == here.errors()
    planned = actions(here)
    there = ("stream:orders.placed", "stream:commands.pack", "group:orders.placed/shop.billing")
    assert {"adopt"} == {planned[each] for each in (*there, "group:commands.pack/shop.packer")}
    assert "create" == planned["group:orders.placed/shop.audit_2"]


async def _streams(js: JetStreamContext) -> None:
    explicit = {"ack_policy": "explicit"}
    await js.add_stream(StreamConfig(name="orders-placed", subjects=["orders.placed"], max_age=7 * 86400))
    await js.add_consumer("orders-placed", ConsumerConfig(durable_name="shop-billing", **explicit))  # type: ignore[arg-type]  # the client takes the word too
    await js.add_stream(
        StreamConfig(name="TASKS", subjects=["tasks.*.run"], retention=RetentionPolicy.WORK_QUEUE, max_age=3600)
    )
    await js.add_consumer("TASKS", ConsumerConfig(durable_name="worker", **explicit))  # type: ignore[arg-type]  # likewise
    await js.add_stream(StreamConfig(name="STOCK", subjects=["stock.>"], max_age=3600))
    await js.add_consumer("STOCK", ConsumerConfig(durable_name="counter", filter_subject="stock.counted", **explicit))  # type: ignore[arg-type]  # likewise
    await js.create_key_value(bucket="settings")


@pytest.mark.nats
def test_streams_and_consumers_of_a_nats(new_nats: Callable[[str], Nats], tmp_path: Path) -> None:
    """A tree of subjects in one stream is no channel; what is read of it is."""
    server = new_nats("")
    by_hand(server.url, _streams)
    here = Newcomer(tmp_path / "newcomer", 'broker: nats, url: "${URL}"', {"URL": server.url})

    found = here.imported()

    assert ["orders.placed", "stock.counted", "tasks.{part}.run"] == found["channels"]
    assert ["billing", "counter", "worker"] == found["agents"]
    said = remarks(found)
    assert (
        "it takes `stock.>`, and besides `stock.counted` nobody says which subjects these are" in said["stream:STOCK"]
    )
    assert ["it holds channel `tasks.{part}.run`, and treaty makes the stream `tasks-run` for that"] == said[
        "stream:TASKS"
    ]
    assert ["it is a bucket of keys and values, or of files"] == said["stream:KV_settings"]
    assert '  "tasks.{part}.run": {kind: command, message: shop.imported.v1.Unknown, retain: 1h}' in here.contracts
    assert [] == here.errors()
    planned = actions(here)
    assert "adopt" == planned["stream:orders-placed"] == planned["consumer:orders-placed/shop-billing"]
    assert {"blocked"} == {planned[each] for each in ("stream:tasks-run", "stream:stock-counted")}, (
        "one stream a subject"
    )


def _queues(rabbitmq: RabbitMQ, vhost: str) -> None:
    connection = pika.BlockingConnection(pika.URLParameters(rabbitmq.amqp_url(vhost)))
    channel = connection.channel()
    for exchange, kind in (("shop", "topic"), ("dead", "fanout"), ("news", "fanout"), ("headers", "headers")):
        channel.exchange_declare(exchange, kind, durable=True)
    dead = {"x-dead-letter-exchange": "dead", "x-message-ttl": 86_400_000}
    for queue, arguments in (
        ("Billing.Orders", dead),
        ("audit", {}),
        ("commands.pack", {}),
        ("graves", {}),
        ("odd", {}),
    ):
        channel.queue_declare(queue, durable=True, arguments=arguments)
    channel.queue_bind("Billing.Orders", "shop", "orders.placed")
    channel.queue_bind("audit", "shop", "orders.#")
    channel.queue_bind("audit", "shop", "#.failed")
    channel.queue_bind("audit", "news")
    channel.queue_bind("graves", "dead")
    channel.queue_bind("odd", "headers", arguments={"x-match": "all", "format": "pdf"})
    connection.close()


@pytest.mark.rabbitmq
def test_queues_and_bindings_of_a_rabbitmq(rabbitmq: RabbitMQ, vhost: str, tmp_path: Path) -> None:
    _queues(rabbitmq, vhost)
    target = f'broker: rabbitmq, url: "${{URL}}", admin_url: "${{ADMIN}}", vhost: {vhost}'
    users = ', security: {username: "${U}", password: "${P}"}'
    known = {"URL": rabbitmq.amqp_url(vhost), "ADMIN": rabbitmq.url, "U": USERNAME, "P": PASSWORD}
    here = Newcomer(tmp_path / "newcomer", target + users, known)

    found = here.imported()

    assert ["commands.pack", "news", "orders.placed"] == found["channels"]
    assert ["audit", "billing_orders", "commands_pack"] == found["agents"]
    said = remarks(found)
    assert ["it is bound to where dead letters go, or what nobody took"] == said["queue:graves"]
    assert "it is bound by `#.failed`, which no pattern says" in said["queue:audit"]
    assert said["queue:odd"][0].startswith("it is bound by headers:")
    assert ["agents send to the exchange `event`, and there it is `shop`"] == said["exchange:shop"]
    assert "retain: 1d" in next(line for line in here.contracts.splitlines() if "orders.placed:" in line)
    assert '      - "orders.>"' in here.contracts.splitlines()
    assert [] == here.errors()
    planned = actions(here)
    own = {f"queue:{name}" for name in ("Billing.Orders", "audit", "commands.pack", "graves", "odd")}
    assert not own & planned.keys(), "what is there under another name is left alone"


@pytest.mark.redis
def test_what_is_found_is_text_for_people_too(redis: Redis, redis_database: int, tmp_path: Path) -> None:
    client = official.Redis(host=redis.host, port=redis.port, db=redis_database)
    client.xgroup_create("orders.placed", "shop.billing", mkstream=True)
    client.xgroup_create("bad\x1b[31m: {name}", "shop.billing", mkstream=True)
    here = Newcomer(tmp_path / "newcomer", 'broker: redis, url: "${URL}"', {"URL": f"{redis.url}/{redis_database}"})

    shown = here.treaty("import", "topology", "--target", "live", "--dry-run")

    assert 1 == shown.exit_code
    assert "1 channel and 1 agent\nwould write imported/live.yaml\n" in shown.output
    assert "  orders.placed: {kind: event, message: shop.imported.v1.Unknown}\n" in shown.output
    assert "[import-left-behind]" in shown.output
    assert "\x1b[31m" not in shown.output
    assert {"treaty.yaml"} == here.files.keys()
