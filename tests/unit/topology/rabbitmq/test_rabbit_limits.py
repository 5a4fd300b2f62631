"""What a RabbitMQ refuses or cannot do, by single keys of the contract; tests/brokers shows each on a real one."""

from __future__ import annotations

import dataclasses

import pytest

from treatyc.source import Span
from treatyc.system.agent import Agent, Match, Reading, Subscription
from treatyc.system.channel import Channel, Kind, Name, Order, Parameter
from treatyc.system.policy import DeadLetter, Policy
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology.plan import Change, Danger, Word
from treatyc.topology.planning import changes
from treatyc.topology.rabbitmq.derive import derive
from treatyc.topology.rabbitmq.judge import judge
from treatyc.topology.rabbitmq.limits import problems
from treatyc.topology.rabbitmq.objects import Bindings, Permissions, Queue
from treatyc.topology.rabbitmq.objects import Policy as QueuePolicy
from treatyc.topology.rabbitmq.semantics import SEMANTICS
from treatyc.topology.rabbitmq.shortcomings import shortcomings
from treatyc.topology.semantics import Fixed, InPlace

HERE = Span("treaty.yaml")
STANDARD = Policy("standard", HERE, backoff_s=(1.0, 5.0))
DAY_S = 86_400.0


def channel(address: str = "orders.placed", **keys: object) -> Channel:
    plain = Channel(address, HERE, Kind.COMMAND, (Name("shop.v1.Order", HERE),), STANDARD)
    return dataclasses.replace(plain, **keys)  # type: ignore[arg-type]  # the table's keys are the fields' names


def shop(*channels: Channel, bindings: tuple[tuple[str, str], ...] = (), **keys: object) -> tuple[System, Target]:
    matches = tuple(Match(each.address, bindings) for each in channels)
    reader = Agent("billing", HERE, (Subscription("x", HERE, Reading.RECEIVES, matches, "shop.billing"),))
    target = Target("prod", HERE, Broker.RABBITMQ, channels)
    system = System("shop", HERE, channels=channels, agents=(reader,))
    return system, dataclasses.replace(target, **keys)  # type: ignore[arg-type]  # as above


def policy(**keys: object) -> Policy:
    return dataclasses.replace(STANDARD, **keys)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("made", "target", "rules"),
    [
        (channel(), {}, set()),
        (channel(retain_s=3650 * DAY_S), {}, set()),
        (channel(retain_s=3651 * DAY_S), {}, {"broker-retention"}),
        (channel(retain_s=float("inf")), {}, set()),
        (channel(policy=policy(dead_letter=DeadLetter(4000 * DAY_S))), {}, {"broker-retention"}),
        (channel(policy=policy(backoff_s=(4000 * DAY_S,))), {}, {"broker-delay"}),
        (channel(policy=policy(ack_wait_s=1801.0)), {}, set()),
        (channel(policy=policy(ack_wait_s=1801.0)), {"broker_version": "3.13"}, {"broker-delay"}),
        (channel(), {"broker_version": "3.9.29"}, {"broker-delay", "broker-retention"}),
        (channel("a" * 200), {}, set()),
        (channel("a" * 240), {}, {"broker-name"}),
        (channel(), {"prefix": "amq."}, {"broker-name"}),
    ],
)
def test_what_is_refused(made: Channel, target: dict[str, object], rules: set[str]) -> None:
    assert rules == {each.rule for each in problems(*shop(made, **target))}


def test_a_longer_ack_wait_is_a_setting_of_the_queue_where_the_broker_knows_it() -> None:
    slow = channel(policy=policy(ack_wait_s=3600.0))
    for version, expected in ((None, 3_600_000), ("4.3.0", 3_600_000), ("4.2", None)):
        made = {(each.kind, each.name): each for each in derive(*shop(slow, broker_version=version))}
        found = made["policy", "orders.placed._group.shop.billing"]
        assert isinstance(found, QueuePolicy)
        assert expected == dict(found.definition).get("consumer-timeout")


def test_parameters_are_stars_and_what_a_reading_fixes_is_said() -> None:
    tools = channel("tools.{kind}.{name}", parameters=(Parameter("kind", HERE), Parameter("name", HERE)))
    routes = [
        each.routes
        for bound in ((), (("name", "find"),))
        for each in derive(*shop(tools, bindings=bound))
        if isinstance(each, Bindings) and "_group" in each.name
    ]

    assert [("command by tools.*.*",), ("command by tools.*.find",)] == routes


def test_everything_is_made_in_the_order_of_kinds_and_once() -> None:
    system, target = shop(channel(), channel("orders.paid", kind=Kind.EVENT), vhost="shop", prefix="staging.")
    made = derive(system, target)

    assert sorted(made, key=lambda each: (SEMANTICS.kinds.index(each.kind), each.name)) == list(made)
    assert len(made) == len({(each.kind, each.name) for each in made})
    assert all(each.name.startswith("staging.") for each in made if each.kind != "vhost")


@pytest.mark.parametrize(
    ("wanted", "found", "danger", "needs"),
    [
        ({"message-ttl": 2}, {"message-ttl": 1}, Danger.NONE, ()),
        ({"message-ttl": 1}, {"message-ttl": 2}, Danger.LOSS, (Word.LOSS,)),
        ({"message-ttl": 1}, {}, Danger.LOSS, (Word.LOSS,)),
        ({"message-ttl": 1, "dead-letter-exchange": "d"}, {"dead-letter-exchange": "d"}, Danger.LOSS, ()),
        ({"delivery-limit": 1}, {"delivery-limit": 2}, Danger.LOSS, ()),
    ],
)
def test_what_a_policy_may_lose_is_said(
    wanted: dict[str, int], found: dict[str, int], danger: Danger, needs: tuple[Word, ...]
) -> None:
    def of(settings: dict[str, int]) -> QueuePolicy:
        return QueuePolicy("q", r"^q\z", "queues", 10, tuple(sorted(settings.items())))

    judged = judge(of(wanted), of(found), changes(of(wanted), of(found)))

    assert isinstance(judged, InPlace)
    assert (danger, needs) == (judged.risk.danger, judged.needs)


def test_a_policy_that_is_not_in_force_cannot_be_changed_into_one_that_is() -> None:
    ours = QueuePolicy("q", r"^q\z", "queues", 10, ())
    judged = judge(ours, dataclasses.replace(ours, in_force=False, rivals=("all",)), (Change("in_force", False, True),))  # noqa: FBT003 - a fact

    assert isinstance(judged, Fixed)
    assert "  rabbitmqctl clear_policy -p VHOST all" in judged.recipe


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (Queue("q", replicas=3), "  rabbitmq-queues add_member --vhost VHOST q rabbit@NODE"),
        (Queue("q", type="classic"), "stop its readers, and move what waits:"),
        (Queue("q", single_reader=True), "stop its readers, and move what waits:"),
    ],
)
def test_what_a_queue_keeps_has_a_recipe(found: Queue, line: str) -> None:
    judged = judge(Queue("q"), found, changes(Queue("q"), found))

    assert isinstance(judged, Fixed)
    assert line in judged.recipe


def test_a_right_that_goes_away_is_a_danger_to_access() -> None:
    judged = judge(Permissions("u", ("enter",)), Permissions("u", ("enter", "read q")), ())

    assert isinstance(judged, InPlace)
    assert Danger.ACCESS is judged.risk.danger


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (channel(), "earlier"),
        (channel(kind=Kind.STATE), "latest value"),
        (channel(order=Order.KEY), "one instance"),
        (channel("a.{x}.{y}"), "255 bytes"),
    ],
)
def test_what_rabbitmq_cannot_do_is_said(made: Channel, word: str) -> None:
    assert any(word in sentence for sentence in shortcomings(*shop(made)))
