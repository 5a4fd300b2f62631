"""Plan, apply and drift on a real JetStream, changed by hand with the plain official client (BROKERS.md 1.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nats.js import JetStreamContext
from nats.js.api import StreamConfig

from tests.brokers.nats_shop import (
    PROJECT,
    Unwatched,
    broker,
    by_hand,
    changed,
    plan_of,
    planned,
    provision,
    shop,
    steps,
    wish,
    without_tools,
)
from tools.nats.server import Nats
from treatyc.brokers.applying import Stale, apply
from treatyc.topology.drift import Drift, drift
from treatyc.topology.plan import Action

pytestmark = pytest.mark.nats

TOOLS = "stream:tools-execute"
WORKER = "consumer:tools-execute/shop-tool_worker"


@pytest.fixture
def url(new_nats: Callable[[str], Nats]) -> str:
    """A server of the test's own with nothing on it."""
    return new_nats("").url


def test_an_empty_broker_gets_everything_and_a_second_plan_is_empty(url: str) -> None:
    run = provision(url, shop())

    assert [step.address for step in run.done] == [
        "stream:commands-price-quote",
        "stream:commands-price-quote-_dead_letter-shop-pricing",
        "stream:events-order-placed",
        "stream:events-order-placed-_dead_letter-shop-audit",
        "stream:events-order-placed-_dead_letter-shop-billing",
        "stream:state-order",
        "stream:state-order-_dead_letter-shop-billing",
        "stream:tools-execute",
        "stream:tools-execute-_dead_letter-shop-audit",
        "stream:tools-execute-_dead_letter-shop-tool_worker",
        "consumer:commands-price-quote/shop-pricing",
        "consumer:events-order-placed/shop-audit",
        "consumer:events-order-placed/shop-billing",
        "consumer:state-order/shop-billing",
        "consumer:tools-execute/shop-audit",
        "consumer:tools-execute/shop-tool_worker",
    ]
    assert plan_of(url, shop()).empty


CHANGES = [
    # declared before, declared after, what is planned, words with which it is done
    pytest.param(
        "retain: 30d",
        "retain: 60d",
        {"stream:events-order-placed": (Action.UPDATE, [])},
        [],
        id="kept longer",
    ),
    pytest.param(
        "retain: 30d",
        "retain: 1d",
        {"stream:events-order-placed": (Action.BLOCKED, ["--allow-loss stream:events-order-placed"])},
        ["--allow-loss stream:events-order-placed"],
        id="kept shorter, which drops what is older at once",
    ),
    pytest.param(
        "message: shop.v1.PriceRequest}",
        "message: shop.v1.PriceRequest, max_bytes: 100KiB}",
        {
            TOOLS: (Action.UPDATE, []),
            "stream:tools-execute-_dead_letter-shop-audit": (Action.UPDATE, []),
            "stream:tools-execute-_dead_letter-shop-tool_worker": (Action.UPDATE, []),
        },
        [],
        id="smaller messages",
    ),
    pytest.param(
        'tool_worker: {receives: ["tools.execute.{tool_name}"]}',
        "tool_worker: {receives: [tools.execute.pricing, tools.execute.shipping]}",
        {WORKER: (Action.UPDATE, [])},
        [],
        id="two of all tools",
    ),
    pytest.param(
        "start: latest",
        "start: earliest",
        {
            "consumer:events-order-placed/shop-billing": (
                Action.BLOCKED,
                ["--allow-destroy consumer:events-order-placed/shop-billing"],
            )
        },
        ["--allow-destroy consumer:events-order-placed/shop-billing"],
        id="where a group begins, which is chosen once",
    ),
    pytest.param(
        "audit: {receives: [events.>], taps: [tools.execute.>]}",
        "audit: {receives: [events.>]}",
        {
            TOOLS: (Action.BLOCKED, [f"--allow-destroy {TOOLS}"]),
            "consumer:tools-execute/shop-audit": (
                Action.BLOCKED,
                ["--allow-destroy consumer:tools-execute/shop-audit"],
            ),
            "stream:tools-execute-_dead_letter-shop-audit": (
                Action.BLOCKED,
                ["--allow-destroy stream:tools-execute-_dead_letter-shop-audit"],
            ),
        },
        None,
        id="no tap any more, so interest becomes a work queue",
    ),
]


@pytest.mark.parametrize(("before", "after", "expected", "words"), CHANGES)
def test_each_kind_of_change_is_planned_and_done_or_blocked(
    url: str, before: str, after: str, expected: dict[str, object], words: list[str] | None
) -> None:
    provision(url, shop())
    other = changed(before, after)

    assert expected == steps(plan_of(url, other))
    if words is not None:
        provision(url, other, *words)
        assert plan_of(url, other).empty


def test_a_stream_that_must_be_made_anew_gets_its_consumers_back(url: str) -> None:
    """A tap comes: a work queue becomes `interest`, which no server does in place; nothing is in it."""
    untapped = changed("audit: {receives: [events.>], taps: [tools.execute.>]}", "audit: {receives: [events.>]}")
    provision(url, untapped)
    waiting, blocked = sorted(plan_of(url, shop()).blocked, key=lambda step: step.address)
    # A tap of what is still a work queue would be refused, or take the work.
    assert ("consumer:tools-execute/shop-audit", TOOLS) == (waiting.address, blocked.address)
    assert "which is still a work queue" in waiting.what
    assert "it is `workqueue`, and no stream becomes or stops being a work queue" in blocked.what
    assert "let the readers finish: `nats stream info tools-execute` says 0 messages" in blocked.recipe

    run = provision(url, shop(), f"--allow-destroy {TOOLS}")

    assert (TOOLS, Action.REPLACE) in [(step.address, step.action) for step in run.done]
    assert WORKER not in [step.address for step in run.done]


def test_a_tap_that_goes_leaves_a_work_queue_with_its_workers_alone(url: str) -> None:
    """The stream is made anew, the tap does not come back, and the worker is changed in the same run."""
    some = "tool_worker: {receives: [tools.execute.pricing, tools.execute.shipping]"
    untapped = PROJECT.replace(", taps: [tools.execute.>]", "")
    provision(url, shop())
    now = changed('tool_worker: {receives: ["tools.execute.{tool_name}"]', some, untapped)
    words = [f"--allow-destroy {step.address}" for step in plan_of(url, now).blocked]

    # The tap's position would go with the stream, so that it must be named too.
    unnamed = steps(plan_of(url, now, f"--allow-destroy {TOOLS}"))
    assert {Action.BLOCKED} == {unnamed[each][0] for each in (TOOLS, "consumer:tools-execute/shop-audit")}
    provision(url, now, *words)

    assert ["shop-tool_worker"] == [each.name for each in by_hand(url, lambda js: js.consumers_info("tools-execute"))]


def test_what_holds_messages_is_not_destroyed_without_both_words(url: str) -> None:
    provision(url, shop())
    by_hand(url, lambda js: js.publish("tools.execute.pricing", b"work"))
    gone = without_tools()

    needed = steps(plan_of(url, gone))[TOOLS]
    once = steps(plan_of(url, gone, f"--allow-destroy {TOOLS}"))[TOOLS]

    assert (Action.BLOCKED, [f"--allow-destroy {TOOLS}", f"--allow-loss {TOOLS}"]) == needed
    assert (Action.BLOCKED, [f"--allow-loss {TOOLS}"]) == once


def test_what_filled_up_since_the_plan_is_not_deleted(url: str) -> None:
    provision(url, shop())
    gone = without_tools()
    with broker(url, gone) as live:
        words = [f"--allow-destroy {step.address}" for step in planned(live, wish(gone)).blocked]
        agreed = planned(live, wish(gone, *words))
        deletions = [step for step in agreed.todo if step.address == TOOLS]
        by_hand(url, lambda js: js.publish("tools.execute.pricing", b"work"))

        [outcome] = live.perform(deletions, agreed.scope)

    assert "it has 1 message by now" == outcome.problem


async def _changed_by_hand(js: JetStreamContext) -> None:
    info = await js.stream_info("events-order-placed")
    info.config.max_age = 3600
    info.config.description = "somebody was here"
    await js.update_stream(info.config)


def drifted(url: str) -> tuple[Drift, ...]:
    wanted = wish(shop())
    with broker(url, shop()) as live:
        return drift(wanted.wanted, live.observe(wanted.wanted, wanted.request.scope), wanted.request.scope)


def test_drift_is_seen_and_put_right(url: str) -> None:
    provision(url, shop())
    by_hand(url, _changed_by_hand)

    [found] = drifted(url)

    assert "stream:events-order-placed" == found.address
    assert [("max_age", "1h", "30d"), ("description", '"somebody was here"', None)] == [
        (change.name, change.found, change.wanted) for change in found.changes
    ]


def test_what_the_contracts_do_not_speak_of_is_left_alone_and_no_drift_once_it_was_seen(url: str) -> None:
    provision(url, shop())
    by_hand(url, _changed_by_hand)
    provision(url, shop())

    config = by_hand(url, lambda js: js.stream_info("events-order-placed")).config
    assert (30 * 86400, "somebody was here") == (config.max_age, config.description)
    assert () == drifted(url)
    assert {"stream:events-order-placed": (Action.UPDATE, [])} == steps(plan_of(url, shop(), authoritative=True))


def test_what_is_gone_is_made_again(url: str) -> None:
    provision(url, shop())
    by_hand(url, lambda js: js.delete_consumer("tools-execute", "shop-tool_worker"))

    assert {WORKER: (Action.CREATE, [])} == steps(plan_of(url, shop()))


def test_what_somebody_changes_between_plan_and_step_is_not_overwritten(url: str) -> None:
    provision(url, shop())
    longer = changed("retain: 30d", "retain: 60d")
    with broker(url, longer) as live:
        agreed = planned(live, wish(longer))
        by_hand(url, _changed_by_hand)

        [outcome] = live.perform(agreed.todo, agreed.scope)

    assert "somebody changed it since the plan was made" == outcome.problem
    assert 3600 == by_hand(url, lambda js: js.stream_info("events-order-placed")).config.max_age


async def _made_by_hand(js: JetStreamContext) -> None:
    await js.add_stream(StreamConfig(name="tools-execute", subjects=["tools.execute.*"]))


def test_a_saved_plan_that_no_longer_fits_is_refused(url: str) -> None:
    with broker(url, shop()) as live:
        agreed = planned(live, wish(shop()))
        by_hand(url, _made_by_hand)
        with pytest.raises(Stale):
            apply(live, wish(shop()), agreed, "me", Unwatched())
