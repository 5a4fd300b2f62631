"""From any state of the contracts to any other: with every word that is asked for, a broker comes to be as wished."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from nats.js import JetStreamContext

from tests.brokers.nats_shop import PROJECT, applied, broker, by_hand, planned, shop, wish
from tools.nats.server import Nats
from treatyc.system.system import System

pytestmark = pytest.mark.nats

CHOICES = (
    ("retain: 30d", ("retain: 30d", "retain: 1d", "retain: 90d")),
    (", taps: [tools.execute.>]", (", taps: [tools.execute.>]", "")),
    (
        'receives: ["tools.execute.{tool_name}"]',
        ('receives: ["tools.execute.{tool_name}"]', "receives: [tools.execute.a]"),
    ),
    ("start: latest", ("start: latest", "start: earliest", 'start: "2026-01-31T00:00:00Z"')),
    ("dead_letter: {retain: 7d}", ("dead_letter: {retain: 7d}", "dead_letter: false", "dead_letter: {retain: 1d}")),
    ("key: order_id}", ("key: order_id}", "key: customer_id}")),
    ("ack_wait: 30s", ("ack_wait: 30s", "ack_wait: 1m")),
)


def some(chance: random.Random) -> System:
    """A shop with one choice of each."""
    project = PROJECT
    for said, choices in CHOICES:
        project = project.replace(said, chance.choice(choices))
    return shop(project)


async def _work(js: JetStreamContext) -> None:
    for subject in ("tools.execute.a", "events.order.placed", "state.order.1", "commands.price.quote"):
        await js.publish(subject, b"work")


@pytest.mark.parametrize("seed", range(4))
def test_a_broker_comes_to_be_as_any_contracts_wish(new_nats: Callable[[str], Nats], seed: int) -> None:
    """Blocked steps name what would unblock them; given that, one run is enough, and nothing is left to be done."""
    chance = random.Random(seed)
    url = new_nats("").url
    for _ in range(8):
        now = some(chance)
        with broker(url, now) as live:
            words: set[str] = set()
            while needs := {str(need) for step in planned(live, wish(now, *words)).blocked for need in step.needs}:
                assert not needs <= words
                words |= needs
            run = applied(live, wish(now, *words))
            assert not run.broken, (run.stopped, run.failed)
            assert run.left is not None
            assert run.left.empty, [(step.address, step.what) for step in (*run.left.todo, *run.left.blocked)]
        by_hand(url, _work)
