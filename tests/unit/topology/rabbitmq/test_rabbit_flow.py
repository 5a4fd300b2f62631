"""How messages pass through a RabbitMQ: what `graph` draws."""

from __future__ import annotations

from tests.unit.topology.rabbitmq.test_rabbit_limits import channel, shop
from treatyc.system.channel import Kind
from treatyc.topology.flow import Passage
from treatyc.topology.rabbitmq.flow import flow

GROUP = "queue:orders.placed._group.shop.billing"
LETTERS = "orders.placed._dead_letter.shop.billing"
RETRY = "orders.placed._retry.shop.billing.1"


def test_work_fails_waits_comes_back_and_ends() -> None:
    """P21, P22."""
    found = flow(*shop(channel()))

    assert {
        Passage("exchange:command", GROUP, "orders.placed"),
        Passage(GROUP, "agent:billing"),
        Passage("agent:billing", "exchange:retry", RETRY),
        Passage("exchange:retry", f"queue:{RETRY}", RETRY),
        Passage(f"queue:{RETRY}", GROUP, "when its wait is over"),
        Passage(GROUP, "exchange:dead_letter", LETTERS),
        Passage("agent:billing", "exchange:dead_letter", LETTERS),
        Passage("exchange:dead_letter", f"queue:{LETTERS}", LETTERS),
    } <= set(found.passages)


def test_every_end_of_a_passage_is_a_station_or_an_agent() -> None:
    found = flow(*shop(channel(), channel("orders.paid", kind=Kind.EVENT)))
    known = {station.address for station in found.stations}

    ends = {end for passage in found.passages for end in (passage.source, passage.target)}
    assert ends - {"agent:billing"} == known
