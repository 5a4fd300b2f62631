"""How Google Pub/Sub is reached, and what is said where it cannot be, or where something else answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from google.api_core.exceptions import MethodNotImplemented
from google.api_core.retry import Retry

from tests.brokers.pubsub_fleet import fleet, opened, wish
from tools.pubsub.fake import PubSub
from tools.server import free_ports
from treatyc.brokers.applying import look
from treatyc.brokers.connection import Connection
from treatyc.brokers.live import BrokerError, open_broker
from treatyc.cli.group import group
from treatyc.topology.plan import Scope

TARGET = fleet().targets[0]
PROJECT = """
treaty: 1
name: shop
description: A shop.
schemas: schemas/
policies:
  standard: {ack_wait: 30s, max_deliver: 5, backoff: [1s, 5s], dead_letter: {retain: 7d}}
channels:
  commands.pack.{order_id}: {kind: command, message: shop.v1.Pack, policy: standard, retain: 2d,
    description: Pack an order., owner: a-team}
agents:
  orders: {sends: ["commands.pack.{order_id}"], description: Takes orders., owner: a-team}
  packer: {receives: ["commands.pack.{order_id}"], description: Packs., owner: a-team}
targets:
  cloud: {broker: pubsub, url: "pubsub://${GOOGLE_PROJECT}?number=${GOOGLE_NUMBER}"}
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A verb of treaty on a small project."""
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
    (tmp_path / "treaty.yaml").write_text(PROJECT)

    def ran(verb: str, *options: str, **environment: str) -> Result:
        place = ["--project", str(tmp_path / "treaty.yaml"), "--root", str(tmp_path)]
        return CliRunner().invoke(group, [verb, "--target", "cloud", *options, *place], env=environment)

    return ran


@pytest.mark.pubsub
def test_a_contract_is_planned_applied_and_at_rest(pubsub: PubSub, pubsub_project: str, run: Run) -> None:
    where = {"PUBSUB_EMULATOR_HOST": pubsub.host, "GOOGLE_PROJECT": pubsub_project, "GOOGLE_NUMBER": "42"}

    planned, applied, again, drifted = (run(verb, **where) for verb in ("plan", "apply", "plan", "drift"))

    assert (1, 0, 0, 0) == tuple(each.exit_code for each in (planned, applied, again, drifted)), applied.output
    assert "subscription:commands.pack._group.shop.packer" in planned.output


@pytest.mark.pubsub
def test_an_emulator_that_knows_no_permissions_is_told_and_makes_no_steps(
    pubsub: PubSub, pubsub_project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise MethodNotImplemented("unknown service google.iam.v1.IAMPolicy")  # type: ignore[no-untyped-call]

    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", pubsub.host)
    monkeypatch.setattr("treatyc.brokers.pubsub.policies.read", unknown)
    broker = opened(pubsub_project, number="")
    wanted = wish(fleet())
    steps = look(broker, wanted).todo
    for kind in ("topic", "schema", "subscription"):
        outcomes = tuple(broker.perform([step for step in steps if step.resource.kind == kind], Scope("shop", "prod")))
        assert [] == [outcome.problem for outcome in outcomes if outcome.problem]

    plan = look(broker, wanted)
    broker.close()

    assert plan.empty
    assert any("knows of no permissions" in each for each in plan.shortcomings)


WRONG = {
    "another broker's address": ("kafka://one:9092", {}, "the address of Pub/Sub is pubsub://PROJECT"),
    "no project": ("pubsub://", {}, "the address of Pub/Sub is pubsub://PROJECT"),
    "a number that is none": ("pubsub://shop?number=x", {}, "the address of Pub/Sub is pubsub://PROJECT"),
    "a password": ("pubsub://shop", {"password": "hidden"}, "`security` of Pub/Sub has no `password`"),
}


@pytest.mark.parametrize(("address", "security", "said"), WRONG.values(), ids=WRONG)
def test_what_it_cannot_work_with_is_told(address: str, security: dict[str, str], said: str) -> None:
    with pytest.raises(BrokerError, match=said) as refused:
        open_broker(TARGET, Connection(address, security, address))

    assert "hidden" not in str(refused.value)


def test_nobody_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (port,) = free_ports(1)
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{port}")
    monkeypatch.setattr("treatyc.brokers.pubsub.clients._RETRY", Retry(timeout=0.1))
    broker = opened("shop")

    with pytest.raises(BrokerError, match="UNAVAILABLE"):
        look(broker, wish(fleet()))
    broker.close()


def test_without_an_identity_it_says_what_google_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PUBSUB_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "absent.json"))

    with pytest.raises(BrokerError, match=r"absent\.json was not found"):
        open_broker(TARGET, Connection("pubsub://shop", {}, "pubsub://shop"))


def test_an_identity_that_cannot_be_read_is_told_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Google's error is words and another error; no key is in what is said of it."""
    account = tmp_path / "account.json"
    account.write_text(json.dumps({"type": "service_account", "private_key": "SECRET", "client_email": "a@b"}))
    monkeypatch.delenv("PUBSUB_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(account))

    with pytest.raises(BrokerError) as raised:
        open_broker(TARGET, Connection("pubsub://shop", {}, "pubsub://shop"))

    assert f"Failed to load service account credentials from {account}" == str(raised.value)
