"""What a project means once it is linked: every default in place, every pattern resolved. Mistakes are in the cases."""

from __future__ import annotations

import json
import textwrap

import pytest

from treatyc.diagnostics import Report
from treatyc.link import link
from treatyc.link.patterns import AddressTree, specificity
from treatyc.load.project import load_project
from treatyc.source import Source, SourceTree
from treatyc.system.agent import Agent, Match, Reading, Writing
from treatyc.system.channel import Kind, Order, Rate
from treatyc.system.policy import DeadLetter, Policy
from treatyc.system.registry import ClientCredentials, Dialect, Frame, KeyForm, Registry, Strategy
from treatyc.system.system import System
from treatyc.system.target import Broker

MESSAGES = ("Placed", "Paid", "Request", "Result")


def linked(text: str, head: str = "treaty: 1\nname: shop\n") -> System:
    """The system of one YAML file, in which the messages `v1.Placed`, `v1.Paid`, `v1.Request`, `v1.Result` exist."""
    files = {"treaty.yaml": head + textwrap.dedent(text)}
    for name in MESSAGES:
        files[f"schemas/v1/{name}.schema.json"] = json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "description": name}
        )
    report = Report()
    unit = load_project(SourceTree("treaty.yaml", {path: Source(path, each) for path, each in files.items()}), report)
    assert unit is not None, report.diagnostics
    system = link(unit, report)
    assert system is not None, report.diagnostics
    return system


def agent(system: System, name: str) -> Agent:
    return next(each for each in system.agents if each.name == name)


@pytest.mark.parametrize(
    ("pattern", "template", "expected"),
    [
        ("a.b", "a.b", ()),
        ("a.*", "a.b", ()),
        ("a.*", "a.{x}", ()),
        ("a.>", "a.{x}.c", ()),
        (">", "a", ()),
        ("a.>", "a", None),
        ("a.*", "a.b.c", None),
        ("a.*.c", "a.b.c", ()),
        ("a.B-1", "a.{x}", (("x", "B-1"),)),
        ("a.b.c", "a.{x}.{y}", (("x", "b"), ("y", "c"))),
        ("a.{x}", "a.{x}", ()),
        ("a.{y}", "a.{x}", None),
        ("a.{x}", "a.b", None),
        ("*.b", "{x}.b", ()),
    ],
)
def test_a_pattern_covers_a_template(pattern: str, template: str, expected: object) -> None:
    """P11; FIELD.md 3 (13): `*` is one token, `>` one or more."""
    found = dict(AddressTree([template, "other.address"]).find(pattern))
    assert expected == found.get(template)


def test_the_order_of_patterns_from_broad_to_narrow() -> None:
    ordered = [">", "*.>", "*.*", "events.>", "events.*", "events.*.*", "events.*.paid", "events.order.paid"]
    assert ordered == sorted(ordered, key=specificity)


def test_the_defaults_of_decisions_hold_where_nothing_is_said() -> None:
    system = linked("""
        channels:
          events.paid: {kind: event, message: v1.Paid}
        agents:
          billing: {receives: [events.paid]}
    """)
    channel = system.channel("events.paid")
    assert Policy("default", channel.policy.place) == channel.policy
    policy = channel.policy
    assert (30.0, 3, (1.0, 5.0), DeadLetter(7 * 86400.0)) == (
        policy.ack_wait_s,
        policy.max_deliver,
        policy.backoff_s,
        policy.dead_letter,
    )
    assert (policy.deduplicate_s, policy.in_flight) == (600.0, 256)
    assert (
        channel.ttl_s,
        channel.retain_s,
        channel.max_bytes,
        channel.order,
        channel.timeout_s,
    ) == (None, 7 * 86400.0, 256 * 1024, Order.NONE, None)
    subscription = agent(system, "billing").subscriptions[0]
    assert (
        subscription.concurrency,
        subscription.group,
        subscription.start,
        subscription.policy,
    ) == (16, "shop.billing", "earliest", None)
    assert system.policies == ()


def test_a_policy_called_default_is_everybody_s() -> None:
    system = linked("""
        policies: {default: {max_deliver: 9}, drop: {dead_letter: false, deduplicate: false, backoff: []}}
        channels:
          events.paid: {kind: event, message: v1.Paid}
          events.placed: {kind: event, message: v1.Placed, policy: drop}
    """)
    dropped = system.channel("events.placed").policy
    assert system.channel("events.paid").policy.max_deliver == 9
    assert (dropped.dead_letter, dropped.deduplicate_s, dropped.backoff_s) == (None, 0.0, ())
    assert [policy.name for policy in system.policies] == ["default", "drop"]


def test_units_become_seconds_and_bytes() -> None:
    """FIELD.md 3 (1): a duration carries its unit; a bare number is refused (see the cases)."""
    system = linked("""
        policies: {p: {ack_wait: 700ms, backoff: [0s, 2m], dead_letter: {retain: 7d}, deduplicate: 2h}}
        channels:
          events.paid: {kind: event, message: v1.Paid, policy: p, max_bytes: 2MiB, ttl: 90s, rate: 600/m}
    """)
    channel = system.channel("events.paid")
    assert (0.7, (0.0, 120.0), DeadLetter(604800.0), 7200.0) == (
        channel.policy.ack_wait_s,
        channel.policy.backoff_s,
        channel.policy.dead_letter,
        channel.policy.deduplicate_s,
    )
    assert (2 * 1024 * 1024, 90.0, Rate(600, 60.0)) == (channel.max_bytes, channel.ttl_s, channel.rate)


def test_order_is_by_key_where_there_is_a_key() -> None:
    system = linked("""
        channels:
          events.paid: {kind: event, message: v1.Paid, key: order_id}
          events.placed: {kind: event, message: v1.Placed, key: order_id, order: none}
    """)
    assert (system.channel("events.paid").order, system.channel("events.placed").order) == (Order.KEY, Order.NONE)


def test_replies_live_as_long_as_the_most_patient_caller_waits() -> None:
    system = linked("""
        channels:
          tools.a: {kind: command, message: v1.Request, reply: "result.{id}"}
          tools.b: {kind: command, message: v1.Request, reply: "result.{id}", timeout: 2m}
          result.{id}: {kind: reply, message: v1.Result}
          result.own: {kind: reply, message: v1.Result, ttl: 5s}
          result.nobody: {kind: reply, message: v1.Result}
    """)
    found = {
        address: (system.channel(address).ttl_s, system.channel(address).retain_s)
        for address in ("result.{id}", "result.own", "result.nobody")
    }
    assert found == {"result.{id}": (120.0, 120.0), "result.own": (5.0, 5.0), "result.nobody": (30.0, 30.0)}
    assert (system.channel("tools.a").timeout_s, system.channel("tools.b").timeout_s) == (30.0, 120.0)


def test_the_most_specific_default_wins_key_by_key() -> None:
    system = linked("""
        defaults:
          ">": {owner: everyone, retain: 1d}
          "events.>": {kind: event, retain: 2d}
          "events.order.*": {retain: 3d, message: v1.Placed}
          "events.*.{country}": {max_bytes: 1KiB}
        channels:
          events.order.{country}: {}
          events.order.paid: {message: v1.Paid, retain: 4d}
          events.stock: {messages: [v1.Paid, v1.Placed]}
    """)
    country = system.channel("events.order.{country}")
    assert (
        country.kind,
        country.retain_s,
        country.max_bytes,
        country.owner,
    ) == (Kind.EVENT, 3 * 86400.0, 1024, "everyone")
    assert [name.value for name in country.written] == ["kind", "max_bytes", "message", "owner", "retain"]
    paid = system.channel("events.order.paid")
    assert (
        paid.retain_s,
        paid.max_bytes,
        [name.value for name in paid.messages],
    ) == (4 * 86400.0, 256 * 1024, ["v1.Paid"])
    assert system.channel("events.stock").retain_s == 2 * 86400.0


def test_own_messages_are_not_mixed_with_a_default_message() -> None:
    system = linked("""
        defaults: {"events.>": {kind: event, message: v1.Placed}}
        channels: {events.all: {messages: [v1.Paid, v1.Request]}}
    """)
    assert [name.value for name in system.channel("events.all").messages] == ["v1.Paid", "v1.Request"]


FLEET = """
    channels:
      events.order.placed: {kind: event, message: v1.Placed}
      events.order.paid: {kind: event, message: v1.Paid}
      events.intent.{intent}: {kind: event, message: v1.Paid, parameters: {intent: [billing, sales]}}
      agents.{name}.events: {kind: event, message: v1.Paid}
      tools.execute.{tool}: {kind: command, message: v1.Request, reply: "tools.result.{id}"}
      tools.result.{id}: {kind: reply, message: v1.Result}
      tools.dead: {kind: dead_letter}
"""


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("events.order.paid", [Match("events.order.paid")]),
        ("events.order.*", [Match("events.order.paid"), Match("events.order.placed")]),
        ("events.*", []),
        ("events.>", [Match("events.intent.{intent}"), Match("events.order.paid"), Match("events.order.placed")]),
        ("agents.*.events", [Match("agents.{name}.events")]),
        ("agents.pricing.*", [Match("agents.{name}.events", (("name", "pricing"),))]),
        ("events.*.sales", [Match("events.intent.{intent}", (("intent", "sales"),))]),
        ("events.*.other", []),
        ("events.intent.billing", [Match("events.intent.{intent}", (("intent", "billing"),))]),
        ("tools.execute.{tool}", [Match("tools.execute.{tool}")]),
        ("tools.execute.CRM_lookup", [Match("tools.execute.{tool}", (("tool", "CRM_lookup"),))]),
        # Answers and dead letters are never covered by a wildcard, only by their own address.
        ("tools.>", [Match("tools.execute.{tool}")]),
        ("tools.result.{id}", [Match("tools.result.{id}")]),
        ("tools.dead", [Match("tools.dead")]),
    ],
)
def test_references_cover_declared_channels_only(pattern: str, expected: list[Match]) -> None:
    """P11, P14: the compiler works out what each pattern covers; FIELD.md 3 (2, 13)."""
    system = linked(FLEET + f'    agents: {{a: {{receives: ["{pattern}"], sends: ["{pattern}"]}}}}\n')
    found = agent(system, "a")
    assert expected == list(found.subscriptions[0].matches)
    assert expected == list(found.outlets[0].matches)


def test_the_narrowest_channel_is_meant_by_an_address_that_fits_two() -> None:
    system = linked("""
        channels:
          tools.{kind}.{tool}: {kind: command, message: v1.Request}
          tools.execute.{tool}: {kind: command, message: v1.Request}
        agents: {a: {sends: [tools.execute.crm, tools.explain.crm]}}
    """)
    assert [
        (Match("tools.execute.{tool}", (("tool", "crm"),)),),
        (Match("tools.{kind}.{tool}", (("kind", "explain"), ("tool", "crm"))),),
    ] == [outlet.matches for outlet in agent(system, "a").outlets]


def test_subscriptions_come_by_verb_then_as_written() -> None:
    system = linked(
        FLEET
        + """
    policies: {patient: {ack_wait: 5m}}
    agents:
      a:
        calls: [tools.execute.crm]
        serves: ["tools.execute.{tool}"]
        taps: [{channel: tools.execute.>, group: watch, concurrency: 2, start: latest}]
        sends: [events.order.placed]
        receives: [{channel: events.order.placed, policy: patient}, events.order.paid]
        handler_timeout: 20s
        instances: 4
    """
    )
    found = agent(system, "a")
    assert [(each.reading, each.pattern, each.group) for each in found.subscriptions] == [
        (Reading.RECEIVES, "events.order.placed", "shop.a"),
        (Reading.RECEIVES, "events.order.paid", "shop.a"),
        (Reading.TAPS, "tools.execute.>", "shop.watch"),
        (Reading.SERVES, "tools.execute.{tool}", "shop.a"),
    ]
    assert [(each.writing, each.pattern) for each in found.outlets] == [
        (Writing.SENDS, "events.order.placed"),
        (Writing.CALLS, "tools.execute.crm"),
    ]
    tap = found.subscriptions[2]
    assert (
        tap.concurrency,
        tap.start,
        found.handler_timeout_s,
        found.instances,
    ) == (2, "latest", 20.0, 4)
    policy = found.subscriptions[0].policy
    assert policy is not None
    assert policy.ack_wait_s == 300.0


def test_a_target_has_the_channels_as_they_are_there() -> None:
    system = linked("""
        channels:
          events.paid: {kind: event, message: v1.Paid, retain: 1d}
          events.placed: {kind: event, message: v1.Placed}
          commands.pay: {kind: command, message: v1.Paid}
        targets:
          prod:
            broker: kafka
            url: "${KAFKA_URL}"
            security: {protocol: sasl_tls, password: "${SECRET}"}
            overrides: {"events.>": {retain: 90d}, events.placed: {partitions: 7}}
          dev: {broker: memory}
    """)
    dev, prod = system.targets
    assert (dev.broker, prod.broker, prod.url) == (Broker.MEMORY, Broker.KAFKA, "${KAFKA_URL}")
    assert prod.security == (("password", "${SECRET}"), ("protocol", "sasl_tls"))
    assert system.channels == dev.channels
    assert {channel.address: (channel.retain_s, channel.partitions) for channel in prod.channels} == {
        "commands.pay": (604800.0, None),
        "events.paid": (7776000.0, None),
        "events.placed": (7776000.0, 7),
    }


def test_everything_in_a_system_is_sorted() -> None:
    system = linked(
        FLEET
        + """
    agents: {zeta: {}, alpha: {}}
    policies: {slow: {}, fast: {}}
    targets: {prod: {broker: kafka}, dev: {broker: memory}}
    generate: [{python: {out: z}}, {python: {out: a}}]
    """
    )
    for names in (
        [schema.name for schema in system.schemas],
        [channel.address for channel in system.channels],
        [each.name for each in system.agents],
        [policy.name for policy in system.policies],
        [target.name for target in system.targets],
        [output.out for output in system.outputs],
    ):
        assert sorted(names) == names


def test_a_registry_may_be_its_address_alone_and_takes_the_files_of_tls_from_the_broker() -> None:
    system = linked(
        """
        targets:
          prod:
            broker: kafka
            url: "${KAFKA_URL}"
            registry: "${REGISTRY_URL}"
            security: {protocol: tls, ca: "${CA}", certificate: "${CERTIFICATE}", private_key: "${KEY}"}
        """
    )
    registry = system.targets[0].registry

    assert registry is not None
    assert ("${REGISTRY_URL}", Strategy.TOPIC, Frame.PAYLOAD, KeyForm.PLAIN) == (
        registry.url,
        registry.strategy,
        registry.frame,
        registry.keys,
    )
    assert (("ca", "${CA}"), ("certificate", "${CERTIFICATE}"), ("private_key", "${KEY}")) == registry.tls


def test_a_registry_in_full_says_how_schemas_and_messages_stand_there() -> None:
    system = linked(
        """
        targets:
          prod:
            broker: kafka
            url: "${KAFKA_URL}"
            registry:
              url: "${REGISTRY_URL}"
              subjects: topic-record
              context: staging
              frame: headers
              keys: avro
              dialect: karapace
              authentication: {token_url: "https://login.example.com", client_id: "${ID}", client_secret: "${SECRET}"}
              ca: "${REGISTRY_CA}"
              headers: {target-sr-cluster: "${CLUSTER}"}
        """
    )
    found = system.targets[0].registry

    assert found is not None
    assert found == Registry(
        url="${REGISTRY_URL}",
        place=found.place,
        strategy=Strategy.TOPIC_RECORD,
        context="staging",
        frame=Frame.HEADERS,
        keys=KeyForm.AVRO,
        dialect=Dialect.KARAPACE,
        authentication=ClientCredentials("https://login.example.com", "${ID}", "${SECRET}"),
        tls=(("ca", "${REGISTRY_CA}"),),
        headers=(("target-sr-cluster", "${CLUSTER}"),),
    )
