"""`treaty apply` on a real Kafka: it makes what is missing, reports what differs, and alters nothing."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tools.kafka.broker import PASSWORD, USERNAME, Kafka
from tools.kafka.topics import admin, make_topic
from treatyc.brokers.connection import Connection
from treatyc.brokers.kafka import BrokerError, KafkaBroker
from treatyc.cli.apply import command
from treatyc.topology.broker import Topic

pytestmark = pytest.mark.kafka

Apply = Callable[..., Result]
_NUMBERS = itertools.count(1)

PROJECT = """
treaty: 1
name: shop
description: A shop.
schemas: schemas/
policies:
  standard: {{ack_wait: 30s, max_deliver: 3, backoff: [1s, 5s], dead_letter: {{retain: 7d}}}}
channels:
  {stem}.commands.pack.{{order_id}}: {{kind: command, message: shop.v1.Pack, policy: standard, retain: 2d,
    description: Pack an order., owner: a-team}}
agents:
  orders: {{sends: ["{stem}.commands.pack.{{order_id}}"], description: Takes orders., owner: a-team}}
  packer: {{receives: ["{stem}.commands.pack.{{order_id}}"], description: Packs., owner: a-team}}
targets:
  dev: {{broker: memory}}
  local: {{broker: kafka, url: "${{KAFKA_URL}}", partitions: 3}}
  prod: {{broker: kafka, url: "${{KAFKA_URL}}", replicas: 3, production: true, security: {{protocol: sasl_tls}}}}
"""


@pytest.fixture
def stem() -> str:
    """A first token of its own, for tests share the broker."""
    return f"apply{next(_NUMBERS)}"


@pytest.fixture
def apply(kafka: Kafka, tmp_path: Path, stem: str) -> Apply:
    """Run `treaty apply` on a small project, at the target `local` unless told otherwise."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "Pack an order.",
        "type": "object",
        "properties": {"order_id": {"type": "string", "maxLength": 64, "description": "Which."}},
        "required": ["order_id"],
    }
    folder = tmp_path / "schemas" / "shop" / "v1"
    folder.mkdir(parents=True)
    (folder / "Pack.schema.json").write_text(json.dumps(schema))
    (tmp_path / "treaty.yaml").write_text(PROJECT.format(stem=stem))

    def run(*options: str, target: str = "local", url: str = f"kafka://{kafka.address}") -> Result:
        place = ["--project", str(tmp_path / "treaty.yaml"), "--root", str(tmp_path)]
        return CliRunner().invoke(command, ["--target", target, *options, *place], env={"KAFKA_URL": url})

    return run


def topics(kafka: Kafka, stem: str) -> dict[str, int]:
    """The topics below a first token, with their partitions."""
    known = admin(kafka).list_topics(timeout=10).topics
    return {name: len(topic.partitions) for name, topic in known.items() if name.startswith(f"{stem}.")}


def test_what_is_missing_is_made_and_a_second_run_has_nothing_to_do(kafka: Kafka, apply: Apply, stem: str) -> None:
    first, second = apply(), apply()

    assert (first.exit_code, first.output.splitlines()[-1]) == (0, "apply: 4 made")
    assert topics(kafka, stem) == {
        f"{stem}.commands.pack": 3,
        f"{stem}.commands.pack._dead_letter.shop.packer": 1,
        f"{stem}.commands.pack._retry.shop.packer.1": 3,
        f"{stem}.commands.pack._retry.shop.packer.2": 3,
    }
    assert second.exit_code == 0
    assert second.output == f"apply: target `local`, kafka at {kafka.address}\napply: 4 as wanted\n"


def test_what_was_made_is_configured_as_derived(kafka: Kafka, apply: Apply, stem: str) -> None:
    apply()
    [found] = KafkaBroker(Connection(kafka.address)).observe([f"{stem}.commands.pack"]).topics

    assert {
        "cleanup.policy": "delete",
        "max.message.bytes": "1048576",
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": "1",
        "retention.ms": "172800000",
        "segment.ms": "43200000",
    }.items() <= dict(found.config).items()


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(kafka: Kafka, apply: Apply, stem: str) -> None:
    found = apply("--dry-run")

    assert found.exit_code == 1
    assert f"  + {stem}.commands.pack " in found.output
    assert found.output.splitlines()[-1] == "apply: 4 missing"
    assert topics(kafka, stem) == {}


def test_a_topic_that_differs_is_reported_and_left_alone(kafka: Kafka, apply: Apply, stem: str) -> None:
    """BROKERS.md 1.2: fewer partitions never means delete and create."""
    name = f"{stem}.commands.pack"
    make_topic(kafka, name, partitions=5, config={"retention.ms": "1000"})

    found = apply()

    assert found.exit_code == 1
    assert found.output.splitlines()[-1] == "apply: 3 made, 1 left alone that differ"
    assert "      partitions: 5, wanted 3\n" in found.output
    assert "      retention.ms: 1000, wanted 172800000\n" in found.output
    assert topics(kafka, stem)[name] == 5


def test_a_topic_that_somebody_made_meanwhile_counts_as_made(kafka: Kafka, stem: str) -> None:
    broker = KafkaBroker(Connection(kafka.address))
    topic = Topic(f"{stem}.raced", 1, 1)

    assert broker.create([topic]) == broker.create([topic]) == ()


def test_what_the_broker_refuses_is_told_with_its_reason(kafka: Kafka, stem: str) -> None:
    [refused] = KafkaBroker(Connection(kafka.address)).create([Topic(f"{stem}.many", 1, 3)])

    assert refused.topic.name == f"{stem}.many"
    assert "INVALID_REPLICATION_FACTOR" in refused.reason


def test_who_it_is_is_shown_as_the_targets_security_says(kafka: Kafka) -> None:
    """P40."""
    security = {"protocol": "sasl_plaintext", "mechanism": "scram-sha-512", "username": USERNAME}

    assert KafkaBroker(Connection(kafka.sasl_address, {**security, "password": PASSWORD})).observe([]).topics == ()
    with pytest.raises(BrokerError, match=f"{kafka.sasl_address} refuses: .*[Aa]uthentication failed") as refused:
        KafkaBroker(Connection(kafka.sasl_address, {**security, "password": "wrong"})).observe([])
    assert "wrong" not in str(refused.value)


def test_the_memory_broker_needs_nothing(apply: Apply) -> None:
    found = apply(target="dev")

    assert found.exit_code == 0
    assert found.output == "apply: target `dev` is the memory broker, which makes what it needs by itself\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"target": "lokal"}, "treaty: no target is named `lokal`; did you mean `local`?\n"),
        ({"url": ""}, "treaty: target `local` needs KAFKA_URL in the environment\n"),
        ({"url": "nats://one:4222"}, "treaty: the address of a Kafka is kafka://host:9092"),
        ({"url": "127.0.0.1:9"}, "treaty: no answer from 127.0.0.1:9: _TRANSPORT"),
    ],
)
def test_what_it_cannot_work_with_is_told_and_fails(apply: Apply, options: dict[str, str], expected: str) -> None:
    found = apply(**options)

    assert found.exit_code == 2
    assert expected in found.output


def test_a_production_target_refuses_what_nobody_released(apply: Apply) -> None:
    """DECISIONS.md: a text that is not yet released travels as a development version, which production refuses."""
    result = apply(target="prod")

    assert 2 == result.exit_code
    assert "production-unreleased" in result.output
    assert "would carry `shop.v1.Pack` as 1.0-dev+" in result.output
