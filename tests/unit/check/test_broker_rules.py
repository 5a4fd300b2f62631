"""What a target's broker would refuse, as a finding: its place, what silences it, its edges."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import treatyc.topology
from tests.shop import compiled, diagnose, tree_of
from treatyc.checks.choice import Choice
from treatyc.checks.page import ExampleFile, example, parse_page
from treatyc.checks.rule import OnBroker
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Diagnostic, Report
from treatyc.source import Span
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.brokers import SEMANTICS

OF_BROKERS = {rule.id for rule in RULES if isinstance(rule.look, OnBroker)}
PROJECT = """
policies:
  plain: {{dead_letter: {{retain: 7d}}, {policy}}}
channels:
  events.order.placed: {{kind: event, message: shop.v1.OrderPlaced, policy: plain, {channel}}}
agents:
  orders: {{sends: [events.order.placed]}}
  billing: {{receives: [events.order.placed]}}
targets:
  one: {{broker: {broker}, url: "{broker}://${{WHERE}}", {target}}}
"""


def findings(broker: str, channel: str = "", policy: str = "", target: str = "") -> tuple[Diagnostic, ...]:
    text = PROJECT.format(broker=broker, channel=channel, policy=policy, target=target)
    return diagnose([ExampleFile("treaty.yaml", text)], Choice(only=tuple(OF_BROKERS)))


def rules(broker: str, **keys: str) -> set[str]:
    return {each.rule for each in findings(broker, **keys)}


@pytest.mark.parametrize(
    ("broker", "fitting", "larger", "version"),
    [
        ("kafka", "99MiB", "100MiB", "4.1"),
        ("nats", "896KiB", "897KiB", "2.15"),
        ("pubsub", "9MiB", "10MiB", "1.0"),
        ("rabbitmq", "16MiB", "17MiB", "4.0"),
        ("rabbitmq", "128MiB", "129MiB", "3.13"),
        ("redis", "512MiB", "513MiB", "7.4"),
        ("sqs", "160KiB", "256KiB", "1.0"),
    ],
)
def test_a_message_is_as_large_as_its_broker_takes(broker: str, fitting: str, larger: str, version: str) -> None:
    """P5."""
    of = f'broker_version: "{version}"'

    assert set() == rules(broker, channel=f"max_bytes: {fitting}", target=of)
    assert {"size-over-broker"} == rules(broker, channel=f"max_bytes: {larger}", target=of)


KEPT = "max_bytes: 64KiB, retain: "
WAITS = "deduplicate: 60d, "


@pytest.mark.parametrize(
    ("broker", "keys", "expected"),
    [
        ("sqs", {"channel": f"{KEPT}14d"}, set()),
        ("sqs", {"channel": f"{KEPT}15d"}, {"broker-retention"}),
        ("sqs", {"channel": f"{KEPT}59s"}, {"broker-retention"}),
        ("pubsub", {"channel": f"{KEPT}31d"}, set()),
        ("pubsub", {"channel": f"{KEPT}32d"}, {"broker-retention"}),
        ("rabbitmq", {"channel": f"{KEPT}3650d"}, set()),
        ("rabbitmq", {"channel": f"{KEPT}3651d"}, {"broker-retention"}),
        ("redis", {"channel": f"{KEPT}18250d"}, set()),
        ("redis", {"channel": f"{KEPT}18251d"}, {"broker-retention"}),
        ("kafka", {"channel": f"{KEPT}999999d"}, set()),
        ("nats", {"channel": f"{KEPT}10m"}, set()),
        ("nats", {"channel": f"{KEPT}9m"}, {"deduplicate-over-age"}),
        ("nats", {"channel": f"{KEPT}200000d"}, {"broker-retention"}),
        ("pubsub", {"channel": f"{KEPT}7d", "policy": f"{WAITS}backoff: [10m]"}, set()),
        ("pubsub", {"channel": f"{KEPT}7d", "policy": f"{WAITS}backoff: [11m]"}, {"broker-delay"}),
        ("pubsub", {"channel": f"{KEPT}7d", "policy": f"{WAITS}ack_wait: 11m"}, {"broker-delay"}),
        ("pubsub", {"channel": f"{KEPT}7d", "policy": f"{WAITS}max_deliver: 100"}, set()),
        ("pubsub", {"channel": f"{KEPT}7d", "policy": f"{WAITS}max_deliver: 101"}, {"broker-deliveries"}),
        ("sqs", {"channel": f"{KEPT}7d", "policy": f"{WAITS}ack_wait: 1h, backoff: [11h]"}, set()),
        ("sqs", {"channel": f"{KEPT}7d", "policy": f"{WAITS}ack_wait: 1h, backoff: [12h]"}, {"broker-delay"}),
        ("rabbitmq", {"policy": f"{WAITS}ack_wait: 1h", "target": 'broker_version: "4.3"'}, set()),
        ("rabbitmq", {"policy": f"{WAITS}ack_wait: 1h", "target": 'broker_version: "4.2"'}, {"broker-delay"}),
        ("nats", {"target": "replicas: 5"}, set()),
        ("nats", {"target": "replicas: 6"}, {"broker-replicas"}),
        ("rabbitmq", {"target": "prefix: amq."}, {"broker-name"}),
        ("pubsub", {"channel": f"{KEPT}7d", "target": "prefix: goog-"}, {"broker-name"}),
    ],
)
def test_each_broker_has_its_own_edges(broker: str, keys: dict[str, str], expected: set[str]) -> None:
    """P16, P17, P18; BROKERS.md 1.5."""
    assert expected == rules(broker, **keys)


def test_it_is_told_where_it_was_declared_and_of_which_target() -> None:
    (found,) = findings("redis", channel="max_bytes: 513MiB")

    assert isinstance(found.place, Span)
    assert (7, ["on this target"]) == (found.place.line, [each.message for each in found.related])


def test_an_ignore_beside_the_channel_silences_it() -> None:
    ignored = "ignore: [{rule: size-over-broker, reason: our server takes more}]"

    assert () == findings("redis", channel=f"max_bytes: 513MiB, {ignored}")


def test_what_a_target_overrides_is_held_against_its_broker() -> None:
    assert {"broker-retention"} == rules("sqs", channel=f"{KEPT}30d")
    assert set() == rules("sqs", channel=f"{KEPT}30d", target='overrides: {"events.>": {retain: 14d}}')


@cache
def systems() -> tuple[System, ...]:
    """Whatever links, with all the mistakes that the pages of rules make."""
    files = [example(parse_page(rule.page), section) for rule in RULES for section in ("Fails", "Passes")]
    found = [compiled(tree_of(each), Report()) for each in files]
    return tuple(system for system in found if system is not None)


@pytest.mark.parametrize("broker", SEMANTICS)
@pytest.mark.parametrize("version", [None, "1.0"])
def test_no_mistake_elsewhere_makes_a_broker_fail(broker: Broker, version: str | None) -> None:
    semantics, told = SEMANTICS[broker], set()
    for system in systems():
        at = Target("t", system.place, broker, system.channels, prefix="p.", broker_version=version)
        told |= {problem.rule for problem in semantics.problems(system, at)}
        assert all(not each.endswith(".") for each in semantics.shortcomings(system, at))

    assert told <= OF_BROKERS


def _ids() -> Iterator[str]:
    for path in Path(treatyc.topology.__path__[0]).glob("*/*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        named = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
                match node.args[0]:
                    case ast.Constant(value):
                        yield str(value)
                    case ast.Name(name) if name in named:
                        yield str(named[name])


def test_every_problem_of_a_broker_has_the_page_of_its_rule() -> None:
    assert OF_BROKERS == set(_ids())
