"""What contracts hold, as names and tags that Amazon takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatyc.emit.topology.aws_tags import taggable
from treatyc.emit.topology.iam import LENGTH_MAX, policy_name
from treatyc.topology.sqs.permissions import Rights


def rights(principal: str, number: int = 1) -> Rights:
    return Rights(principal, "worker", number, ())


@pytest.mark.parametrize(
    ("principal", "number", "expected"),
    [
        ("shop.tool-worker", 1, "shop.tool-worker"),
        ("shop.tool-worker", 2, "shop.tool-worker-2"),
        ("team/x y", 1, "team-x-y-01d76938843a7b4b"),
    ],
)
def test_a_policy_is_called_after_its_principal(principal: str, number: int, expected: str) -> None:
    assert expected == policy_name(rights(principal, number))


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_two_principals_have_two_policies(one: str, other: str) -> None:
    names = [policy_name(rights(each)) for each in (one, other)]

    assert (one == other) == (names[0] == names[1])
    assert {True} == {re.fullmatch(r"[\w+=,.@-]{1,128}", name, re.ASCII) is not None for name in names}
    assert LENGTH_MAX == 128


@given(st.text(max_size=400))
def test_a_tag_has_nothing_that_anybody_evaluates(text: str) -> None:
    """CloudFormation resolves `{{resolve:…}}` in any text, Terraform `${…}`."""
    found = taggable(text)

    assert len(found) <= 256
    assert not set(found) & set("{}$%\"'\\\n")
