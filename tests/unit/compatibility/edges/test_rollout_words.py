"""The order of deployment as it is printed."""

from __future__ import annotations

import json

from tests.unit.compatibility.edges.shop import NOW
from treatyc.compatibility.edges import Edge, Party, Standing
from treatyc.compatibility.rollout import Rollout, rollout
from treatyc.compatibility.rollout_words import as_data, as_lines, as_markdown

DAY = 86_400.0
OLD, NEW = Standing.RUNS, Standing.CANDIDATE


def edge(writer: tuple[str, Standing], reader: tuple[str, Standing], kept_s: float) -> Edge:
    ends = [
        Party(agent, "7" if standing is OLD else "", "1.0" if standing is OLD else "1.1", standing.value, standing)
        for agent, standing in (writer, reader)
    ]
    return Edge("prod", "shop.v1.Order", "events.order", ends[0], ends[1], kept_s, "")


def planned(*edges: Edge) -> Rollout:
    return rollout(edges, frozenset({"orders", "billing", "audit", "stock"}), NOW)


MIXED = planned(
    edge(("stock", OLD), ("billing", NEW), 37 * DAY),
    edge(("orders", NEW), ("billing", OLD), DAY),
    edge(("orders", NEW), ("audit", OLD), DAY),
    edge(("orders", NEW), ("ledger", OLD), DAY),
)
STUCK = planned(edge(("orders", OLD), ("billing", NEW), DAY), edge(("orders", NEW), ("billing", OLD), DAY))


STALE = "the new `billing` (Order 1.1) cannot read the Order 1.0 of `orders 7` on `events.order` in `prod`"
EARLY = "`billing 7` (Order 1.0) cannot read the Order 1.1 of the new `orders` on `events.order` in `prod`"


def test_as_text() -> None:
    assert [
        "prod: deploy one by one",
        "  1. end `ledger`, which the contracts no longer have",
        "  2. deploy `audit` and `stock`",
        "  3. wait 37 days, until nothing older is kept on `events.order`",
        "  4. deploy `billing`",
        "  5. deploy `orders`",
        "prod: no order is safe: this change needs a new channel",
        "  `billing` and `orders` cannot be kept apart on `events.order`:",
        f"    {STALE}",
        f"    {EARLY}",
    ] == list(as_lines([MIXED, STUCK]))


def test_as_markdown() -> None:
    assert [
        "**prod: deploy one by one**",
        "",
        "1. end `ledger`, which the contracts no longer have",
        "2. deploy `audit` and `stock`",
        "3. wait 37 days, until nothing older is kept on `events.order`",
        "4. deploy `billing`",
        "5. deploy `orders`",
        "",
    ] == list(as_markdown([MIXED]))


def test_as_json() -> None:
    assert [
        {
            "target": "prod",
            "order": "one by one",
            "steps": [
                {"do": "retire", "agents": ["ledger"]},
                {"do": "deploy", "agents": ["audit", "stock"]},
                {"do": "wait", "seconds": 37 * DAY, "channels": ["events.order"]},
                {"do": "deploy", "agents": ["billing"]},
                {"do": "deploy", "agents": ["orders"]},
            ],
            "schemas": {"shop.v1.Order": "one by one"},
            "conflicts": [],
        }
    ] == json.loads(json.dumps(as_data([MIXED])))


def test_of_many_reasons_people_read_the_first_ones() -> None:
    readers = [f"reader{number}" for number in range(9)]
    both = [
        each
        for reader in readers
        for each in (edge(("orders", OLD), (reader, NEW), DAY), edge(("orders", NEW), (reader, OLD), DAY))
    ]

    assert "    and 8 more" == list(as_lines([planned(*both)]))[-1]


def test_agents_that_are_changed_together() -> None:
    loop = planned(edge(("orders", OLD), ("billing", NEW), 90), edge(("orders", NEW), ("billing", OLD), 90))

    assert ["  1. stop `billing` and `orders`, wait 90s, then start them again"] == list(as_lines([loop]))[1:]
