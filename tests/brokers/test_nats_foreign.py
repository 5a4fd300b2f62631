"""What is somebody else's at a NATS is listed, told, and left alone (BROKERS.md 1.2, rules 2 and 3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig

from tests.brokers.nats_shop import (
    PROJECT,
    applied,
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
from treatyc.brokers.applying import Run, Wish
from treatyc.topology.plan import Action
from treatyc.topology.resource import address

pytestmark = pytest.mark.nats

TOOLS = "stream:tools-execute"
WORKER = "consumer:tools-execute/shop-tool_worker"


@pytest.fixture
def url(new_nats: Callable[[str], Nats]) -> str:
    """A server of the test's own with nothing on it."""
    return new_nats("").url


async def _theirs(js: JetStreamContext) -> None:
    await js.add_stream(StreamConfig(name="theirs", subjects=["theirs.>"]))
    await js.add_consumer("theirs", ConsumerConfig(durable_name="reader", ack_policy="explicit"))  # type: ignore[arg-type]  # the client takes the word too


def test_what_is_not_ours_is_listed_and_left_alone(url: str) -> None:
    by_hand(url, _theirs)
    other = shop(PROJECT.replace("prod:", "test:"), ', prefix: "test."')
    provision(url, other)
    before = by_hand(url, lambda js: js.stream_info("theirs")).config

    run = provision(url, shop())

    assert ("consumer:theirs/reader", "stream:theirs") == run.plan.unmanaged
    assert before == by_hand(url, lambda js: js.stream_info("theirs")).config
    assert plan_of(url, other).empty


async def _takes_the_subject(js: JetStreamContext) -> None:
    await js.add_stream(StreamConfig(name="legacy", subjects=["tools.>"]))


def test_a_subject_that_somebody_else_has_blocks_and_tells_who(url: str) -> None:
    """Error 10065 before it happens."""
    by_hand(url, _takes_the_subject)

    blocked, *waiting = plan_of(url, shop()).blocked

    assert TOOLS == blocked.address
    assert "the stream `legacy` has `tools.>`" in blocked.what
    assert ["consumer:tools-execute/shop-audit", WORKER] == [step.address for step in waiting]


async def _takes_the_work(js: JetStreamContext) -> None:
    await js.add_consumer("commands-price-quote", ConsumerConfig(durable_name="x", ack_policy="explicit"))  # type: ignore[arg-type]  # as above


def test_work_that_somebody_else_takes_blocks_and_tells_who(url: str) -> None:
    """Error 10099 before it happens."""
    provision(url, shop())
    by_hand(url, lambda js: js.delete_consumer("commands-price-quote", "shop-pricing"))
    by_hand(url, _takes_the_work)

    [blocked] = plan_of(url, shop()).blocked

    assert "consumer:commands-price-quote/shop-pricing" == blocked.address
    assert "the consumer `x` takes it, and the stream is a work queue" in blocked.what


async def _same_name(js: JetStreamContext) -> None:
    config = StreamConfig(name="tools-execute", subjects=["tools.execute.*"], retention="interest", max_age=7 * 86400)  # type: ignore[arg-type]  # as above
    await js.add_stream(config)


def test_what_is_there_already_is_taken_over_by_name_only(url: str) -> None:
    by_hand(url, _same_name)

    assert (Action.BLOCKED, [f"--adopt {TOOLS}"]) == steps(plan_of(url, shop()))[TOOLS]
    provision(url, shop(), f"--adopt {TOOLS}")


def test_what_somebody_makes_between_plan_and_step_stays_theirs(url: str) -> None:
    with broker(url, shop()) as live:
        agreed = planned(live, wish(shop()))
        by_hand(url, _same_name)

        [outcome] = live.perform([step for step in agreed.todo if step.address == TOOLS], agreed.scope)

    assert "somebody made it meanwhile: nobody's mark is on it" == outcome.problem
    assert None is by_hand(url, lambda js: js.stream_info("tools-execute")).config.metadata.get("treaty.scope")  # type: ignore[union-attr]  # 2.10 and later have it


def test_everything_is_told_to_who_imports_but_our_own_state(url: str) -> None:
    by_hand(url, _theirs)
    provision(url, shop())
    with broker(url, shop()) as live:
        found = {address(held.resource) for held in live.everything()}

    assert {"stream:theirs", "consumer:theirs/reader"} == found - {address(each) for each in wish(shop()).wanted}


def test_external_channels_are_made_when_missing_and_left_alone_when_there(url: str) -> None:
    external = changed("{kind: event, message", "{kind: event, external: true, message")

    async def theirs(js: JetStreamContext) -> None:
        await js.add_stream(StreamConfig(name="events-order-placed", subjects=["events.order.placed"], max_age=60))

    by_hand(url, theirs)
    provision(url, external)

    assert 60 == by_hand(url, lambda js: js.stream_info("events-order-placed")).config.max_age
    assert "shop-billing" == by_hand(url, lambda js: js.consumer_info("events-order-placed", "shop-billing")).name


def test_no_stream_is_deleted_under_somebody_elses_consumer(url: str) -> None:
    provision(url, shop())

    async def reads(js: JetStreamContext) -> None:
        await js.add_consumer("tools-execute", ConsumerConfig(durable_name="x", ack_policy="explicit"))  # type: ignore[arg-type]  # as above

    by_hand(url, reads)
    gone = without_tools()
    with broker(url, gone) as live:
        words = [f"--allow-destroy {step.address}" for step in planned(live, wish(gone)).blocked]
        run: Run = applied(live, wish(gone, *words))

    assert ["tools-execute/x reads it, and is not ours"] == [outcome.problem for outcome in run.failed]


def test_no_subject_is_taken_away_under_somebody_elses_consumer(url: str) -> None:
    """The server itself lets it happen, and the consumer is deaf from then on (BROKERS.md 1.3)."""
    provision(url, shop())

    async def reads(js: JetStreamContext) -> None:
        config = ConsumerConfig(durable_name="x", ack_policy="explicit", filter_subject="tools.execute.pricing")  # type: ignore[arg-type]  # as above
        await js.add_consumer("tools-execute", config)

    by_hand(url, reads)
    listed = shop(
        PROJECT.replace(", sends: [tools.execute.pricing]", "").replace(
            'PriceRequest}\n  "state', 'PriceRequest, parameters: {tool_name: [shipping]}}\n  "state'
        )
    )
    wanted: Wish = wish(listed)
    with broker(url, listed) as live:
        run = applied(live, wanted)

    assert ["the consumer `x`, which is not ours, would get nothing any more"] == [each.problem for each in run.failed]
