"""FIELD.md section 3: each fault that became an incident somewhere is refused by a rule, or cannot be declared.

The failing examples lie on the pages of the rules that are named here; tests/test_rules.py and
tests/unit/check/test_refusals.py run them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.shop import diagnose
from treatyc.checks.page import ExampleFile, example
from treatyc.describe.pages import pages


@dataclass(frozen=True)
class Refused:
    """What refuses a fault, and contracts that commit it; without any, the examples of the pages do."""

    rules: tuple[str, ...]
    contracts: str = ""


@dataclass(frozen=True)
class Prevented:
    """Why a declaration cannot show a fault, and what prevents it."""

    reason: str


WORK = "tools.execute.{tool_name}: {kind: command, message: shop.v1.PriceRequest, "
FAULTS: dict[str, Refused | Prevented] = {
    "1 a duration without a unit": Refused(
        ("wrong-value",),
        "channels:\n  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 300_000_000_000}\n",
    ),
    "2 an audit that takes the work away": Refused(
        ("command-owners",),
        "channels:\n  tools.execute.{tool}: {kind: command, message: shop.v1.PriceRequest}\n"
        "agents:\n  shop: {sends: ['tools.execute.{tool}']}\n"
        "  worker: {receives: ['tools.execute.{tool}']}\n  audit: {receives: [tools.execute.>]}\n",
    ),
    "3 a channel of one token, readers of several": Refused(
        ("unknown-channel",),
        "channels:\n  tools.execute.{tool}: {kind: command, message: shop.v1.PriceRequest}\n"
        "agents:\n  shop: {sends: ['tools.execute.{tool}']}\n  worker: {receives: [tools.execute.crm.lookup]}\n",
    ),
    "4 publishing where nothing is declared": Refused(
        ("unknown-channel",),
        "agents:\n  shop: {sends: [events.order.placed]}\n",
    ),
    "5 subscribing to the result after the request": Prevented(
        "no contract orders the two: `call` is in place to hear the answer before it sends (delivery/correlate)"
    ),
    "6 a compensation that is defined nowhere": Refused(
        ("not-supported-yet",), "sagas:\n  order: {coordinator: shop, steps: [{call: a, compensate: nowhere}]}\n"
    ),
    "7 a deduplication id with a random part": Prevented(
        "no contract and no handler makes the id: a message keeps the one that it was first sent with"
    ),
    "8 an error reply and a redelivery": Prevented(
        "a failure is answered once, when it is final; a handler cannot answer and retry (delivery)"
    ),
    "9 retries that end nowhere": Refused(("retry-ends-nowhere",)),
    "10 a trigger on tool. where the channel is tools.": Refused(
        ("wildcard-empty",),
        "channels:\n  tools.outcome.{tool}: {kind: event, message: shop.v1.Price}\n"
        "agents:\n  shop: {sends: ['tools.outcome.{tool}']}\n  billing: {receives: [tool.outcome.*]}\n",
    ),
    "11 names that collide after mapping": Refused(("kafka-metric-collision", "object-shared")),
    "12 a result that nobody is there to take": Refused(("event-unread",)),
    "13 a star for several tokens": Refused(
        ("wildcard-shallow",),
        "channels:\n  commands.agent.pricing.recalculate: {kind: command, message: shop.v1.PriceRequest}\n"
        "  commands.agent.restart: {kind: command, message: shop.v1.PriceRequest}\n"
        "agents:\n  boss: {sends: [commands.agent.>]}\n  runner: {receives: [commands.agent.*]}\n",
    ),
    "14 a group that skips what came before": Refused(("start-skips-work",)),
    "15 a message without a schema version": Refused(("schema-unversioned",)),
    "16 a replay into its own log": Refused(("agent-loop",)),
    "17 request timeout below the retries": Refused(("request-timeout",)),
    "17 ack_wait below the handler's timeout": Refused(("handler-timeout",)),
    "17 deduplication window below the retries": Refused(("deduplicate-window",)),
    "18 a command with two owners": Refused(("command-owners",)),
    "18 an event that nobody reads": Refused(("event-unread",)),
    "18 a reader of what nobody writes": Refused(("channel-unwritten",)),
    "18 agents that feed each other": Refused(("agent-loop",)),
}
REFUSED = {fault: by for fault, by in FAULTS.items() if isinstance(by, Refused)}


def test_every_fault_of_the_field_is_in_the_table() -> None:
    assert set(range(1, 19)) == {int(fault.split()[0]) for fault in FAULTS}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_fault_that_can_be_declared_is_refused(fault: str) -> None:
    by = REFUSED[fault]
    for rule in by.rules:
        files = (ExampleFile("treaty.yaml", by.contracts),) if by.contracts else example(pages()[rule], "Fails")

        assert rule in {diagnostic.rule for diagnostic in diagnose(files)}


def test_what_a_declaration_cannot_show_is_few_and_says_why() -> None:
    assert ["5", "7", "8"] == [fault.split()[0] for fault, by in FAULTS.items() if isinstance(by, Prevented)]
