"""What Amazon would refuse or do otherwise, each with the nearest thing that works; and rights, cut to fit."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from tests.brokers.sqs_fleet import AGENTS, HERE, SHIP, STANDARD, USED, channel, fleet, reads, target_of
from treatyc.system.agent import Agent
from treatyc.system.channel import Kind, Parameter
from treatyc.system.policy import DeadLetter
from treatyc.system.system import System
from treatyc.topology.plan import Change, Danger, Word
from treatyc.topology.semantics import InPlace
from treatyc.topology.sqs.limits import problems, shortcomings
from treatyc.topology.sqs.objects import Queue
from treatyc.topology.sqs.permissions import LENGTH_MAX, document, permissions
from treatyc.topology.sqs.policy import Realm
from treatyc.topology.sqs.semantics import judge

DAY_S = 86_400.0


def found(system: System) -> list[tuple[str, str]]:
    return [(each.rule, each.message) for each in problems(system, system.targets[0])]


def policy(**keys: Any) -> Any:
    return dataclasses.replace(STANDARD, **keys)


def test_the_fleet_has_none() -> None:
    assert [] == found(fleet())


WRONG: dict[str, tuple[System, str, str]] = {
    "kept for ever": (
        fleet(channel(SHIP, retain_s=math.inf)),
        "broker-retention",
        "`commands.parcel.ship` is kept for ever, and a queue of SQS keeps messages 1m to 14d",
    ),
    "kept for a second": (
        fleet(channel(SHIP, retain_s=1.0)),
        "broker-retention",
        "`commands.parcel.ship` is kept 1s, and a queue of SQS keeps messages 1m to 14d",
    ),
    "dead letters for a month": (
        fleet(channel(SHIP, policy=policy(dead_letter=DeadLetter(30 * DAY_S)))),
        "broker-retention",
        "the dead letters of `shop.shipping` are kept 30d, and a queue of SQS keeps messages 1m to 14d",
    ),
    "a day to handle it": (
        fleet(channel(SHIP, policy=policy(ack_wait_s=DAY_S))),
        "broker-delay",
        (
            "`shop.shipping` may handle a message of `commands.parcel.ship` for 1d and wait 5s before it tries again,"
            " and SQS hides a message that was taken for 12h at most"
        ),
    ),
    "a long wait": (
        fleet(channel(SHIP, policy=policy(ack_wait_s=60.0, backoff_s=(1.0, 12 * 3600.0 - 59)))),
        "broker-delay",
        (
            "`shop.shipping` may handle a message of `commands.parcel.ship` for 1m and wait 43141s before it tries"
            " again, and SQS hides a message that was taken for 12h at most"
        ),
    ),
    "too large for a queue": (
        fleet(channel(SHIP, max_bytes=1024 * 1024)),
        "size-over-broker",
        (
            "`commands.parcel.ship` allows messages of 1MiB, and in base64, as binary messages travel there, with their"
            " envelope they are more than the 1MiB that SQS takes"
        ),
    ),
    "too large for a topic": (
        fleet(channel(USED, Kind.EVENT, max_bytes=192 * 1024)),
        "size-over-broker",
        (
            "`events.tool.{tool}` allows messages of 192KiB, and in base64, as binary messages travel there, with their"
            " envelope they are more than the 256KiB that SNS takes"
        ),
    ),
}


@pytest.mark.parametrize(("system", "rule", "message"), WRONG.values(), ids=WRONG)
def test_problem(system: System, rule: str, message: str) -> None:
    assert [(rule, message)] == found(system)


def test_the_help_of_a_size_is_one_that_fits() -> None:
    (problem,) = problems(large := fleet(channel(USED, Kind.EVENT, max_bytes=192 * 1024)), large.targets[0])
    assert "set `max_bytes` to 180KiB at most, and send large content by reference" == problem.help

    assert [] == found(fleet(channel(USED, Kind.EVENT, max_bytes=180 * 1024)))


MANY = tuple(f"p{number}" for number in range(10))


def many(count: int, bound: int) -> System:
    address = "events." + ".".join(f"{{{name}}}" for name in MANY[:count])
    parameters = tuple(Parameter(name, HERE) for name in MANY[:count])
    reader = Agent("reader", HERE, (reads("reader", address, **dict.fromkeys(MANY[:bound], "x")),))
    return fleet(channel(address, Kind.EVENT, parameters=parameters), agents=(*AGENTS, reader))


@pytest.mark.parametrize(("count", "bound", "wrong"), [(9, 5, 0), (10, 5, 1), (9, 6, 1), (10, 6, 2)])
def test_parameters_are_attributes_of_which_there_are_ten(count: int, bound: int, wrong: int) -> None:
    """The envelope is one; a filter looks at five."""
    assert ["broker-attributes"] * wrong == [rule for rule, _ in found(many(count, bound))]


def test_a_problem_shows_the_place_of_what_it_is_about() -> None:
    (problem,) = problems(system := fleet(channel(SHIP, policy=policy(ack_wait_s=DAY_S))), system.targets[0])

    assert HERE == problem.resource.origin.place


SAID = {
    "rights": (fleet(), "policies of IAM"),
    "attributes": (fleet(), "10 attributes"),
    "topics keep nothing": (fleet(), "keeps nothing"),
    "order": (fleet(), "5 minutes"),
    "states": (fleet(channel("states.stock", Kind.STATE)), "no latest value"),
    "instances": (
        fleet(agents=tuple(dataclasses.replace(each, instances=2) for each in AGENTS)),
        "the instances of `billing` share one queue of replies",
    ),
    "old dead letters": (
        fleet(channel(SHIP, policy=policy(dead_letter=DeadLetter(10 * DAY_S)))),
        "those of `shop.shipping` may be kept for less",
    ),
    "a filter of one alone": (
        fleet(
            channel("commands.run.{tool}"),
            agents=(*AGENTS, Agent("runner", HERE, (reads("runner", "commands.run.{tool}", tool="x"),))),
        ),
        "a queue filters nothing",
    ),
}


@pytest.mark.parametrize(("system", "words"), SAID.values(), ids=SAID)
def test_shortcoming(system: System, words: str) -> None:
    assert [True] == [True for each in shortcomings(system, system.targets[0]) if words in each]


def test_what_does_not_apply_is_not_said() -> None:
    told = " ".join(shortcomings(system := fleet(), system.targets[0]))

    assert not [
        words for words in ("no latest value", "share one queue", "for less", "filters nothing") if words in told
    ]
    assert () == shortcomings(System("shop", HERE), target_of(()))


CHANGES = {
    "kept for less": (Change("MessageRetentionPeriod", "604800", "3600"), Danger.LOSS, (Word.LOSS,)),
    "kept for longer": (Change("MessageRetentionPeriod", "3600", "604800"), Danger.NONE, ()),
    "a filter": (Change("FilterPolicy", "", "{}"), Danger.LOSS, ()),
    "who may": (Change("Policy", ("x",), ()), Danger.ACCESS, ()),
    "a wait": (Change("VisibilityTimeout", "30", "60"), Danger.NONE, ()),
}


@pytest.mark.parametrize(("change", "danger", "words"), CHANGES.values(), ids=CHANGES)
def test_every_change_is_made_in_place(change: Change, danger: Danger, words: tuple[Word, ...]) -> None:
    judged = judge(Queue("q"), Queue("q"), (change,))

    assert isinstance(judged, InPlace)
    assert (danger, words) == (judged.risk.danger, judged.needs)


def test_rights_that_are_too_many_for_one_policy_are_several_and_none_is_lost() -> None:
    """IAM takes 6,144 characters."""
    channels = tuple(channel(f"commands.of-a-rather-long-name.number{number}") for number in range(200))
    reader = Agent("reader", HERE, tuple(reads("reader", each.address) for each in channels))
    system = fleet(*channels, agents=(*AGENTS, reader))

    policies = [each for each in permissions(system, system.targets[0]) if each.agent == "reader"]

    realm = Realm("123456789012", "ap-southeast-1", "aws-us-gov")
    lengths = [len("".join(str(document(each, realm)).split())) for each in policies]
    assert max(lengths) <= LENGTH_MAX
    assert list(range(1, len(policies) + 1)) == [each.number for each in policies]
    objects = [name for each in policies for allowance in each.allowances for name in allowance.objects]
    assert 400 == len(objects) == len(set(objects))
