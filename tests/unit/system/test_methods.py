"""The names of generated methods (DECISIONS "Methods"); no case shows the odd patterns side by side."""

from __future__ import annotations

import pytest

from treatyc.source import Span
from treatyc.system.agent import Match, Reading, Subscription, Writing
from treatyc.system.channel import Channel, Kind
from treatyc.system.methods import client_method, handler_method
from treatyc.system.policy import Policy
from treatyc.system.system import System

HERE = Span("treaty.yaml")
POLICY = Policy("standard", HERE)


def channel(address: str, kind: Kind, name: str | None = None) -> Channel:
    return Channel(address, HERE, kind, (), POLICY, name=name)


SYSTEM = System(
    "shop",
    HERE,
    channels=(
        channel("commands.agent.pricing.recalculate", Kind.COMMAND),
        channel("events.customer.page-view", Kind.EVENT),
        channel("events.intent.identified.{intent}", Kind.EVENT),
        channel("tools.execute.{tool_name}", Kind.COMMAND, name="tool"),
        channel("tools.result.{conversation_id}", Kind.REPLY),
    ),
)


@pytest.mark.parametrize(
    ("writing", "address", "expected"),
    [
        (Writing.SENDS, "events.intent.identified.{intent}", "send_intent_identified"),
        (Writing.SENDS, "events.customer.page-view", "send_customer_page_view"),
        (Writing.CALLS, "tools.execute.{tool_name}", "call_tool"),
        (Writing.SENDS, "commands.agent.pricing.recalculate", "send_agent_pricing_recalculate"),
        (Writing.SENDS, "tools.result.{conversation_id}", "send_tools_result"),
    ],
)
def test_a_client_method_is_the_verb_and_the_words_of_the_address(
    writing: Writing, address: str, expected: str
) -> None:
    assert expected == client_method(writing, SYSTEM.channel(address))


@pytest.mark.parametrize(
    ("reading", "pattern", "matches", "expected"),
    [
        (Reading.RECEIVES, "events.customer.*", [Match("events.customer.page-view")], "on_customer"),
        (Reading.RECEIVES, "events.>", [Match("events.customer.page-view")], "on_events"),
        (Reading.TAPS, "tools.execute.>", [Match("tools.execute.{tool_name}")], "tap_tools_execute"),
        (Reading.SERVES, "tools.execute.{tool_name}", [Match("tools.execute.{tool_name}")], "serve_tool"),
        (
            Reading.SERVES,
            "tools.execute.CRM-lookup",
            [Match("tools.execute.{tool_name}", (("tool_name", "CRM-lookup"),))],
            "serve_tool_crm_lookup",
        ),
        (
            Reading.RECEIVES,
            "events.intent.identified.billing",
            [Match("events.intent.identified.{intent}", (("intent", "billing"),))],
            "on_intent_identified_billing",
        ),
        (
            Reading.TAPS,
            ">",
            [Match("commands.agent.pricing.recalculate"), Match("events.customer.page-view")],
            "tap_all",
        ),
    ],
)
def test_a_handler_method_is_the_verb_and_the_words_of_the_pattern(
    reading: Reading, pattern: str, matches: list[Match], expected: str
) -> None:
    subscription = Subscription(pattern, HERE, reading, tuple(matches), "shop.agent")

    assert expected == handler_method(SYSTEM, subscription)
