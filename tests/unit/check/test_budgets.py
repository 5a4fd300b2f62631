"""FIELD 3, fault 17: the budgets of time, at their edges. A table of edges would be a folder of near-equal cases."""

from __future__ import annotations

import pytest

from tests.shop import diagnose
from treatyc.checks.choice import Choice
from treatyc.checks.page import ExampleFile

BUDGETS = ("deduplicate-window", "handler-timeout", "request-timeout", "retain-before-retry", "ttl-before-retry")
PROJECT = """
policies:
  standard: {{ack_wait: 30s, max_deliver: 3, backoff: [5s, 15s], {policy}}}
  quick: {{ack_wait: 5s, max_deliver: 1, backoff: []}}
channels:
  commands.price.quote:
    {{kind: command, message: shop.v1.PriceRequest, reply: replies.price, policy: standard, {channel}}}
  replies.price: {{kind: reply, message: shop.v1.Price}}
agents:
  shop: {{calls: [commands.price.quote]}}
  pricing: {{serves: [{{channel: commands.price.quote, {subscription}}}], {agent}}}
"""
HORIZON_S = 3 * 30 + 5 + 15


def findings(channel: str = "timeout: 2m", policy: str = "", subscription: str = "", agent: str = "") -> set[str]:
    text = PROJECT.format(channel=channel, policy=policy, subscription=subscription, agent=agent)
    return {one.rule for one in diagnose([ExampleFile("treaty.yaml", text)], Choice(only=BUDGETS))}


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (f"timeout: {HORIZON_S}s", set()),
        (f"timeout: {HORIZON_S - 1}s", {"request-timeout"}),
        ("description: waits 30s by default", {"request-timeout"}),
        ("timeout: 2m, ttl: 20s", set()),
        ("timeout: 2m, ttl: 19s", {"ttl-before-retry"}),
        (f"timeout: 2m, retain: {HORIZON_S}s", set()),
        (f"timeout: 2m, retain: {HORIZON_S - 1}s", {"retain-before-retry"}),
    ],
)
def test_a_channel_leaves_time_for_every_delivery(channel: str, expected: set[str]) -> None:
    assert expected == findings(channel=channel)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (f"deduplicate: {HORIZON_S}s", set()),
        (f"deduplicate: {HORIZON_S - 1}s", {"deduplicate-window"}),
        ("deduplicate: false", set()),
    ],
)
def test_duplicates_are_remembered_until_the_last_delivery(policy: str, expected: set[str]) -> None:
    assert expected == findings(policy=policy)


@pytest.mark.parametrize(
    ("agent", "subscription", "expected"),
    [
        ("handler_timeout: 30s", "", set()),
        ("handler_timeout: 31s", "", {"handler-timeout"}),
        ("handler_timeout: 6s", "policy: quick", {"handler-timeout"}),
        ("handler_timeout: 5s", "policy: quick", set()),
    ],
)
def test_a_handler_is_done_before_its_message_comes_again(agent: str, subscription: str, expected: set[str]) -> None:
    """A subscription's own policy counts in the place of its channel's."""
    assert expected == findings(agent=agent, subscription=subscription)
