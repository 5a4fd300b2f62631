"""Names that SQS takes, from which nothing is lost; and policies, of which one meaning is one text."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.topology import names
from treatyc.topology.sqs.naming import FIFO, LENGTH_MAX, object_name
from treatyc.topology.sqs.policy import HERE, Realm, delivering, document, line, publishing, statement, statements

TOKEN = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,30}", fullmatch=True)
LABEL = st.lists(st.one_of(TOKEN, st.sampled_from(["_group", "_dead_letter"])), min_size=1, max_size=8).map(".".join)
OWN = Realm("123456789012", "eu-central-1")
TOPIC = "arn:aws:sns:eu-central-1:123456789012:orders"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:orders-_group-shop-a"


@given(LABEL, LABEL, st.booleans(), st.booleans())
def test_two_labels_never_have_one_name(one: str, other: str, first: bool, second: bool) -> None:  # noqa: FBT001 - drawn
    """FIELD.md 3, fault 11."""
    a, b = object_name(one, fifo=first), object_name(other, fifo=second)

    assert ((one, first) == (other, second)) == (a == b)


@given(LABEL, st.booleans())
def test_a_name_is_one_that_sqs_takes_and_a_whole_one_is_undone(label: str, ordered: bool) -> None:  # noqa: FBT001 - drawn
    name = object_name(label, fifo=ordered)

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\.fifo", name)
    assert ordered == name.endswith(FIFO)
    base = name.removesuffix(FIFO)
    if re.search(r"-_[0-9a-f]{16}\Z", base):
        assert len(name) == LENGTH_MAX
    else:
        assert label == names.undashed(base)


def test_a_name_at_the_limit_is_whole_and_one_beyond_is_cut() -> None:
    assert "a" * 80 == object_name("a" * 80, fifo=False)
    assert "a" * 75 + FIFO == object_name("a" * 75, fifo=True)
    assert "a" * 62 + "-_8c48280d57fb88f1" == object_name("a" * 81, fifo=False)


SAME = {
    "as we write it": json.loads(document((delivering("orders"),), OWN, QUEUE))["Statement"][0],
    "with lists": {
        "Effect": "Allow",
        "Principal": {"Service": ["sns.amazonaws.com"]},
        "Action": ["sqs:SendMessage"],
        "Resource": [QUEUE],
        "Condition": {"ArnEquals": {"aws:SourceArn": [TOPIC]}},
    },
    "with what Amazon adds": {
        "Sid": "stmt1",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "SQS:SendMessage",
        "Resource": QUEUE,
        "Condition": {"ArnEquals": {"AWS:SourceArn": TOPIC}},
    },
}


@pytest.mark.parametrize("statement", SAME.values(), ids=SAME)
def test_one_meaning_is_one_text(statement: dict[str, object]) -> None:
    """BROKERS.md 1.1: a list of one, a missing version or another case made a plan of nothing."""
    expected = delivering("orders")

    for whole in ({"Statement": [statement]}, {"Version": "2008-10-17", "Id": "x", "Statement": statement}):
        assert (expected,) == statements(json.dumps(whole), OWN, QUEUE)


DIFFERENT = {
    "another topic": {"Condition": {"ArnEquals": {"aws:SourceArn": TOPIC + "2"}}},
    "a topic of another account": {
        "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC.replace("123456789012", "999999999999")}}
    },
    "no condition": {"Condition": {}},
    "everybody": {"Principal": "*"},
    "more actions": {"Action": ["sqs:SendMessage", "sqs:ReceiveMessage"]},
    "refusal": {"Effect": "Deny"},
    "another queue": {"Resource": QUEUE + "2"},
    "all queues": {"Resource": "*"},
}


@pytest.mark.parametrize("part", DIFFERENT.values(), ids=DIFFERENT)
def test_another_meaning_is_another_text(part: dict[str, object]) -> None:
    whole = {"Statement": [{**SAME["with lists"], **part}]}

    assert (delivering("orders"),) != statements(json.dumps(whole), OWN, QUEUE)


STRANGE = line({"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Condition": {"Bool": {"aws:X": False}}})


def test_what_is_not_ours_is_shown_whole() -> None:
    assert (
        '{"Action":["sqs:*"],"Condition":{"Bool":{"aws:X":["false"]}},"Effect":"Deny","Principal":{"AWS":["*"]}}'
        == STRANGE
    )
    assert "topic orders sends" == delivering("orders") == line(statement(delivering("orders")))
    assert publishing() == line(statement(publishing()))


def test_everybody_and_an_account_have_one_text_each() -> None:
    def of(principal: object) -> tuple[str, ...]:
        return statements(json.dumps({"Statement": {"Effect": "Allow", "Principal": principal}}), OWN, QUEUE)

    assert of("*") == of({"AWS": "*"}) == of({"AWS": ["*"]})
    assert of({"AWS": "arn:aws:iam::123456789012:root"}) == of({"AWS": ["arn:aws:iam::123456789012:root"]})
    assert of({"AWS": "arn:aws:iam::999999999999:root"}) != of({"AWS": "arn:aws:iam::123456789012:root"})


@pytest.mark.parametrize("realm", [OWN, Realm("1" * 12, "cn-north-1", "aws-cn"), HERE])
def test_what_is_written_is_read_back(realm: Realm) -> None:
    own = realm.arn("sqs", "q")
    lines = tuple(sorted({delivering("a"), delivering("b"), publishing(), STRANGE}))

    text = document(lines, realm, own)

    assert lines == statements(text, realm, own)
    assert {own} == {statement["Resource"] for statement in json.loads(text)["Statement"]}
    assert "" == document((), realm, own)
    assert () == statements("", realm, own)
