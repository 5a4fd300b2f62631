"""Whatever is at a broker, what is written of it is a project without errors; what does not fit in is said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatyc.adopt import kafka, nats, redis
from treatyc.adopt.brokers import Reader
from treatyc.adopt.fleet import Fleet, FoundAgent, FoundChannel, FoundReading
from treatyc.adopt.placing import place
from treatyc.adopt.proving import Draft, NotImportable, Proven, prove
from treatyc.checks.engine import check
from treatyc.checks.rules import RULES
from treatyc.diagnostics import Report, Severity
from treatyc.pipeline import compile_tree
from treatyc.source import Source, SourceTree
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.topology.kafka.objects import Group, Permissions, Topic
from treatyc.topology.nats.objects import Consumer, Retention
from treatyc.topology.nats.objects import Stream as NatsStream
from treatyc.topology.observed import Held
from treatyc.topology.redis.objects import Group as RedisGroup
from treatyc.topology.redis.objects import Stream
from treatyc.topology.resource import Resource

HEAD = 'treaty: 1\nname: shop\ntargets:\n  live: {broker: BROKER, url: "${U}"}\n'
UNKNOWN = Source(
    "schemas/shop/imported/v1/Unknown.schema.json",
    '{"$schema": "https://json-schema.org/draft/2020-12/schema", "description": "?", "type": "object"}',
)


def tree_of(broker: str, more: str = "") -> SourceTree:
    sources = (Source("treaty.yaml", HEAD.replace("BROKER", broker) + more), UNKNOWN)
    return SourceTree("treaty.yaml", {each.path: each for each in sources})


def compiled(tree: SourceTree) -> tuple[System, list[str]]:
    report = Report()
    system = compile_tree(tree, report)
    assert system is not None, report.diagnostics
    found = (*report.diagnostics, *check(system, RULES))
    return system, [each.message for each in found if each.severity is Severity.ERROR]


def proven(fleet: Fleet, tree: SourceTree) -> tuple[Proven, list[str]]:
    """What is left of a fleet, and the errors of the project with it."""
    placed = place(tree, "live")
    assert placed.project is not None
    around = SourceTree("treaty.yaml", {**tree.files, "treaty.yaml": placed.project})
    found = prove(fleet, Draft(placed.path, around, {}, "shop.imported.v1.Unknown", "Found."), lambda each, _: each)
    whole = {**around.files, found.file.path: found.file} if found.file is not None else dict(tree.files)
    return found, compiled(SourceTree("treaty.yaml", whole))[1]


def imported(read: Reader, broker: str, *resources: Resource) -> tuple[Proven, list[str]]:
    tree = tree_of(broker)
    system, _ = compiled(tree)
    return proven(read([Held(each) for each in resources], system, system.targets[0]), tree)


WORDS = st.one_of(
    st.sampled_from(
        ["orders", "orders.placed", "commands.pack", "replies.price", "metrics.x", "state.y", "shop.a", "on"]
    ),
    st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,12}", fullmatch=True),
    st.text(min_size=1, max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, WORDS), max_size=6))
def test_any_names_of_streams_and_groups(names: list[tuple[str, str]]) -> None:
    streams = [Stream(each) for each in sorted({stream for stream, _ in names})]
    groups = [RedisGroup(*each) for each in sorted(set(names))]

    assert [] == imported(redis.read, "redis", *streams, *groups)[1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(WORDS, max_size=3), WORDS), max_size=4), st.sampled_from(Retention))
def test_any_subjects_of_streams(names: list[tuple[list[str], str]], retention: Retention) -> None:
    streams = [NatsStream(f"s{number}", tuple(several), retention) for number, (several, _) in enumerate(names)]
    consumers = [Consumer(f"s{number}/{each}") for number, (_, each) in enumerate(names)]

    assert [] == imported(nats.read, "nats", *streams, *consumers)[1]


def test_what_is_wrong_with_one_thing_keeps_no_other_out() -> None:
    fleet = Fleet(
        (
            FoundChannel("replies.price", Kind.REPLY, "topic:replies.price"),
            FoundChannel("orders.{part}", Kind.EVENT, "topic:orders"),
            FoundChannel("orders.{other}", Kind.EVENT, "topic:orders-2"),
        ),
        (
            FoundAgent("a", "group:a", receives=(FoundReading("replies.price"), FoundReading("orders.{other}"))),
            FoundAgent("b", "group:b", receives=(FoundReading("nowhere.>"),)),
        ),
    )

    found, errors = proven(fleet, tree_of("kafka"))

    assert [] == errors
    assert ["a"] == [each.name for each in found.fleet.agents]
    assert {"topic:orders", "group:a", "group:b"} == {each.source for each in found.fleet.remarks}
    assert 2 == len(found.fleet.channels)


def test_work_of_two_groups_is_an_event() -> None:
    """Every consumer group gets every message, whatever the topic is called."""
    work = ("commands.pack",)
    topic = Topic("commands.pack", 6, 1, (("retention.ms", "604800000"),))

    found, errors = imported(kafka.read, "kafka", topic, Group("shop.a", work), Group("shop.b", work))

    assert [] == errors
    assert [Kind.EVENT] == [each.kind for each in found.fleet.channels]
    assert ["it is declared as an event, for `a` and `b` each get all of it"] == [
        each.message for each in found.fleet.remarks
    ]


RIGHTS = (
    Permissions(
        "Billing.Svc",
        (
            "allow Describe on topic orders.placed from *",
            "allow Read on group billing-group from *",
            "allow Read on topic orders.placed from *",
            "allow Write on prefixed topic invoices. from *",
        ),
    ),
    Permissions("operator", ("allow All on topic * from *",)),
    Permissions("stranger", ("deny Read on topic orders.placed from *",)),
)


def test_rights_say_who_sends_and_whose_a_group_is() -> None:
    topics = (Topic("orders.placed", 6, 1), Topic("invoices.sent", 6, 1), Topic("invoices.paid", 6, 1))

    found, errors = imported(kafka.read, "kafka", *topics, Group("billing-group", ("orders.placed",)), *RIGHTS)

    assert [] == errors
    [agent] = found.fleet.agents
    assert ("billing_svc", ("invoices.paid", "invoices.sent")) == (agent.name, agent.sends)
    assert ["orders.placed"] == [each.pattern for each in agent.receives]
    told = {each.source: each.message for each in found.fleet.remarks}
    assert "is to all topics there are" in told["permissions:operator"]
    assert "forbids something" in told["permissions:stranger"]
    assert "there it is `billing-group`" in told["principal Billing.Svc"]


def test_what_is_not_said_of_a_topic_is_said_of_the_target() -> None:
    week = (("retention.ms", "604800000"),)
    found, _ = imported(kafka.read, "kafka", Topic("a", 6, 3, week), Topic("b", 6, 3, week), Topic("c", 6, 1))

    default = "keeps messages as long as the cluster does by default, and a channel that says nothing 7d"
    assert [
        ("target live", "2 topics are kept 3 times, and the target says 1"),
        ("target live", f"topic `c` {default}"),
    ] == [(each.source, each.message) for each in found.fleet.remarks]


@pytest.mark.parametrize(
    ("include", "path"),
    [("domains/*.yaml", "domains/live.yaml"), ("**/*.yaml", "live.yaml"), ("domains/l*.yaml", "domains/live.yaml")],
)
def test_a_file_lies_where_the_project_includes_files_from(include: str, path: str) -> None:
    tree = tree_of("kafka", f'include: ["{include}"]\n')

    assert path == place(tree, "live").path
    taken = SourceTree("treaty.yaml", {**tree.files, path: Source(path, "channels: {}\n")})
    if include != "domains/l*.yaml":
        assert path.replace("live", "live_2") == place(taken, "live").path


def test_a_project_that_includes_single_files_only_is_told_so() -> None:
    with pytest.raises(NotImportable, match="single files only"):
        place(tree_of("kafka", "include: [orders.yaml]\n"), "live")
