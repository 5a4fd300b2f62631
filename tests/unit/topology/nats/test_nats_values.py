"""Durations, subjects, configurations and marks there and back: by properties, for every plan stands on them."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.topology.nats import config, durations, marks, subjects
from treatyc.topology.nats.judge import judge
from treatyc.topology.nats.objects import EVERYTHING, Consumer, Retention, Stream
from treatyc.topology.nats.overlap import SubjectTree
from treatyc.topology.observed import Mark
from treatyc.topology.plan import Danger, Scope, Word
from treatyc.topology.planning import changes
from treatyc.topology.resource import digest
from treatyc.topology.semantics import Fixed, InPlace

TOKENS = st.sampled_from(["a", "b", "*"])
SUBJECTS = st.builds(
    lambda tokens, tail: ".".join([*tokens, *tail]),
    st.lists(TOKENS, min_size=1, max_size=3),
    st.sampled_from([(), (">",)]),
)
CONCRETE = [".".join(tokens) for count in range(1, 6) for tokens in itertools.product("abc", repeat=count)]


@given(st.integers(0, 2**63 - 1))
def test_a_duration_is_read_as_it_was_written(nanoseconds: int) -> None:
    assert nanoseconds == durations.nanoseconds(durations.text(nanoseconds))


@pytest.mark.parametrize(
    ("seconds", "text", "go"),
    [
        (0.0, "0s", "0s"),
        (0.5, "500ms", "500ms"),
        (90.0, "90s", "90s"),
        (120.0, "2m", "2m"),
        (7 * 86400.0, "7d", "168h"),
    ],
)
def test_durations_are_in_the_largest_unit_and_go_knows_no_days(seconds: float, text: str, go: str) -> None:
    assert (text, go) == (durations.of_seconds(seconds), durations.go(durations.of_seconds(seconds)))


def test_a_number_without_a_unit_is_no_duration() -> None:
    """FIELD.md 3, fault 1."""
    with pytest.raises(ValueError, match="`300` is no duration"):
        durations.nanoseconds("300")


def matches(pattern: str, subject: str) -> bool:
    """What a subject matches, said the plain way."""
    wanted, tokens = pattern.split("."), subject.split(".")
    if wanted[-1] == ">":
        wanted = [*wanted[:-1], *["*"] * max(1, len(tokens) - len(wanted) + 1)]
    return len(wanted) == len(tokens) and all(want in ("*", token) for want, token in zip(wanted, tokens, strict=True))


@given(SUBJECTS, SUBJECTS)
def test_two_subjects_meet_where_one_message_is_in_both(one: str, other: str) -> None:
    assert any(matches(one, each) and matches(other, each) for each in CONCRETE) == subjects.meet(one, other)


@given(SUBJECTS, SUBJECTS)
def test_one_subject_covers_another_where_no_message_is_in_that_alone(wide: str, narrow: str) -> None:
    covered = all(matches(wide, each) for each in CONCRETE if matches(narrow, each))
    assert covered == subjects.covers(wide, narrow)


@given(st.lists(SUBJECTS, max_size=6), SUBJECTS)
def test_a_tree_of_subjects_finds_what_asking_each_pair_would(there: list[str], asked: str) -> None:
    tree = SubjectTree()
    for subject in there:
        tree.add(subject, subject)

    assert tuple(sorted({each for each in there if subjects.meet(each, asked)})) == tree.meeting(asked)


STREAM = Stream("orders", ("orders.*",), Retention.LIMITS, max_age="7d")
CONSUMER = Consumer("orders/shop-billing")


@pytest.mark.parametrize(
    "stream",
    [
        STREAM,
        dataclasses.replace(STREAM, max_msgs_per_subject=1, deny_purge=True, num_replicas=3, max_bytes=10),
        dataclasses.replace(STREAM, more=(("compression", '"s2"'), ("metadata", '{"team": "orders"}'))),
    ],
)
def test_a_stream_is_read_as_it_was_written(stream: Stream) -> None:
    assert stream == config.stream(config.of_stream(stream))


@pytest.mark.parametrize(
    "consumer",
    [
        CONSUMER,
        dataclasses.replace(CONSUMER, filter_subjects=("orders.a",)),
        dataclasses.replace(CONSUMER, filter_subjects=("orders.a", "orders.b"), max_deliver=4),
        dataclasses.replace(CONSUMER, deliver_policy="by_start_time", opt_start_time="2026-01-31T00:00:00Z"),
        dataclasses.replace(CONSUMER, more=(("headers_only", "true"),)),
    ],
)
def test_a_consumer_is_read_as_it_was_written(consumer: Consumer) -> None:
    assert consumer == config.consumer("orders", config.of_consumer(consumer))


def test_what_a_server_fills_in_is_no_difference() -> None:
    """As 2.15 answers: its own metadata, and what is off."""
    filled = {
        **config.of_stream(STREAM),
        "compression": "none",
        "allow_direct": False,
        "sealed": False,
        "consumer_limits": {},
        "metadata": {"_nats.level": "5", "_nats.ver": "2.15.1", "treaty.scope": "shop/prod", "treaty.applied": "x"},
    }
    assert STREAM == config.stream(filled)


@pytest.mark.parametrize("place", [marks.metadata, marks.description])
def test_a_mark_is_read_as_it_was_written_and_is_nothing_that_somebody_set(place: object) -> None:
    mark = Mark(Scope("shop", "prod"), digest(STREAM))
    if place is marks.metadata:
        marked: dict[str, object] = {"metadata": {**marks.metadata(mark), "team": "orders"}}
    else:
        marked = {"description": marks.description(mark)}

    assert mark == marks.of(marked)
    assert "" == marks.strange_description(marked)
    assert not any(key.startswith("treaty.") for key in marks.strange_metadata(marked))


@pytest.mark.parametrize(
    "strange", [{}, {"description": "made by treaty"}, {"metadata": {"team": "orders"}}, {"metadata": 1}]
)
def test_what_bears_no_mark_is_nobodys(strange: dict[str, object]) -> None:
    assert None is marks.of(strange)


@pytest.mark.parametrize(
    ("wanted", "found", "risk", "needs"),
    [
        ({"num_replicas": 3}, {}, Danger.NONE, ()),
        ({"max_age": "30d"}, {"max_age": "7d"}, Danger.NONE, ()),
        ({"max_age": "0s"}, {"max_age": "7d"}, Danger.NONE, ()),
        ({"max_age": "1d"}, {"max_age": "7d"}, Danger.LOSS, (Word.LOSS,)),
        ({"max_age": "1d"}, {"max_age": "0s"}, Danger.LOSS, (Word.LOSS,)),
        ({"max_msgs_per_subject": 1}, {}, Danger.LOSS, (Word.LOSS,)),
        ({"max_bytes": 10}, {"max_bytes": 20}, Danger.LOSS, (Word.LOSS,)),
        ({"retention": Retention.INTEREST}, {}, Danger.LOSS, (Word.LOSS,)),
        ({"retention": Retention.LIMITS}, {"retention": Retention.INTEREST}, Danger.NONE, ()),
        ({"subjects": ("orders.a",)}, {}, Danger.ACCESS, ()),
        ({"deny_purge": True}, {}, Danger.NONE, ()),
    ],
)
def test_what_a_stream_changes_while_it_runs(
    wanted: dict[str, object], found: dict[str, object], risk: Danger, needs: tuple[Word, ...]
) -> None:
    now = dataclasses.replace(STREAM, **found)  # type: ignore[arg-type]  # the table's keys are the fields' names
    then = dataclasses.replace(now, **wanted)  # type: ignore[arg-type]  # as above
    judged = judge(then, now, changes(then, now))

    assert isinstance(judged, InPlace)
    assert (risk, needs) == (judged.risk.danger, judged.needs)


@pytest.mark.parametrize(
    ("wanted", "found", "reason"),
    [
        ({"storage": "memory"}, {}, "a stream stays on disk or in memory"),
        ({"retention": Retention.WORK_QUEUE}, {}, "it is `limits`, and no stream becomes or stops being a work queue"),
        (
            {},
            {"retention": Retention.WORK_QUEUE},
            "it is `workqueue`, and no stream becomes or stops being a work queue",
        ),
        ({}, {"deny_delete": True}, "what forbids to delete or to purge is forbidden for good"),
    ],
)
def test_what_a_stream_is_for_good(wanted: dict[str, object], found: dict[str, object], reason: str) -> None:
    now = dataclasses.replace(STREAM, **found)  # type: ignore[arg-type]  # as above
    then = dataclasses.replace(STREAM, **wanted)  # type: ignore[arg-type]  # as above
    judged = judge(then, now, changes(then, now))

    assert isinstance(judged, Fixed)
    assert reason == judged.reason
    assert "stop who sends to `orders.*`" == judged.recipe[0]


@pytest.mark.parametrize(
    ("wanted", "fixed"),
    [
        ({"deliver_policy": "new"}, True),
        ({"ack_policy": "all"}, True),
        ({"replay_policy": "original"}, True),
        ({"max_waiting": 10}, True),
        ({"filter_subjects": ("orders.a",)}, False),
        ({"ack_wait": "1m", "max_deliver": 5, "max_ack_pending": 1}, False),
    ],
)
def test_what_a_consumer_changes_while_it_runs(wanted: dict[str, object], fixed: bool) -> None:  # noqa: FBT001 - a table
    then = dataclasses.replace(CONSUMER, **wanted)  # type: ignore[arg-type]  # as above

    assert fixed == isinstance(judge(then, CONSUMER, changes(then, CONSUMER)), Fixed)


def test_a_filter_that_somebody_set_by_hand_is_a_difference() -> None:
    found = dataclasses.replace(CONSUMER, filter_subjects=("orders.a",))

    assert [("filter_subjects", ("orders.a",), EVERYTHING)] == [
        (change.name, change.found, change.wanted) for change in changes(CONSUMER, found)
    ]
