"""The benchmarks measure what they say: the load of the fleet adds up, and a verdict tells met from missed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import pytest

from benchmarks.measure import Outcome, at_least, at_most
from demo.build import make_importable
from treaty.transports.memory import MemoryBroker

CUSTOMERS = 6


@pytest.fixture
def _generated_packages() -> Iterator[None]:
    """The fleet's packages can be imported while a test runs, as they are on disk."""
    before = list(sys.path)
    make_importable()
    yield
    sys.path[:] = before


@pytest.mark.usefixtures("_generated_packages")
def test_every_message_of_the_fleets_load_is_counted() -> None:
    """Two customers of each kind: 50 messages reach handlers for each, and 3 more for an appointment."""
    from benchmarks import journeys  # noqa: PLC0415 - it imports what was generated

    taken = asyncio.run(journeys.run(MemoryBroker().connect, CUSTOMERS, "test"))

    assert CUSTOMERS * 50 + 2 * 3 == taken.messages
    assert taken.cpu_s > 0


@pytest.mark.usefixtures("_generated_packages")
def test_a_message_that_comes_twice_spoils_a_run_of_the_fleet() -> None:
    """Else a broker's or our own mistake would only look like speed."""
    from benchmarks import journeys  # noqa: PLC0415 - it imports what was generated

    broker = MemoryBroker()
    broker.faults.duplicate = 1

    with pytest.raises(AssertionError, match="duplicates=1"):
        asyncio.run(journeys.run(broker.connect, CUSTOMERS, "test"))


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (at_least("speed-up", 7.0, 3.5, "x"), "met (2.00)"),
        (at_least("speed-up", 3.5, 3.5, "x"), "met (1.00)"),
        (at_least("speed-up", 2.8, 3.5, "x"), "MISSED (0.80)"),
        (at_most("check", 1.0, 2.0, " s"), "met (2.00)"),
        (at_most("check", 2.5, 2.0, " s"), "MISSED (0.80)"),
    ],
)
def test_a_target_is_met_or_missed_by_a_ratio(outcome: Outcome, word: str) -> None:
    assert word == outcome.word
