"""A run that dies at any moment, between any two requests, is gone on with by the next one; and a thousand channels."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping

import pytest
from nats.js import JetStreamContext

from tests.brokers.nats_shop import PROJECT, applied, broker, by_hand, many, planned, provision, shop, wish
from tests.conformance.figures import FIGURES
from tools.nats.server import Nats
from treatyc.brokers.nats.link import Answer, Link
from treatyc.system.system import System
from treatyc.topology.drift import drift

pytestmark = pytest.mark.nats

UNTAPPED = PROJECT.replace("audit: {receives: [events.>], taps: [tools.execute.>]}", "audit: {receives: [events.>]}")
QUEUE = "stream:tools-execute"


class Died(BaseException):
    """The process is gone; nothing catches it."""


class Mortal:
    """Lets so many changing requests through, and dies before or after the one that follows."""

    def __init__(self, link: Link, left: int, *, after: bool) -> None:
        self.left = left
        self._after = after
        self._ask = link.ask
        link.ask = self.ask  # type: ignore[method-assign]  # what a crash does to it

    async def ask(self, call: str, body: Mapping[str, object] | None = None) -> Answer:
        changing = any(word in call for word in ("CREATE", "UPDATE", "DELETE")) and "_treaty" not in call
        if changing and self.left == 0 and not self._after:
            raise Died
        answer = await self._ask(call, body)
        if changing and self.left == 0:
            raise Died
        self.left -= changing
        return answer


def dies(url: str, system: System, *words: str, left: int, after: bool) -> bool:
    """Whether a run that may make so many changes died of it."""
    with broker(url, system) as live:
        Mortal(live._link, left, after=after)
        agreed = planned(live, wish(system, *words))
        try:
            # One by one, so that what is done is told apart from what is not.
            for step in agreed.todo:
                list(live.perform([step], agreed.scope))
        except Died:
            return True
    return False


@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "after it was done"])
def test_a_first_run_that_dies_at_any_change_is_gone_on_with(new_nats: Callable[[str], Nats], *, after: bool) -> None:
    url = new_nats("").url
    left = 0
    while dies(url, shop(), left=left, after=after):
        left = 0 if after else 1  # each run comes a little further than the one before
        with broker(url, shop()) as live:
            found = planned(live, wish(shop()))
            assert () == found.blocked
            assert () == found.unmanaged
            wanted = wish(shop())
            assert () == drift(wanted.wanted, live.observe(wanted.wanted, wanted.request.scope), found.scope)

    assert provision(url, shop()).done == ()


def many_deaths(new_nats: Callable[[str], Nats], before: System, now: System, *words: str, after: bool) -> int:
    """Die at each change of a run in turn, on a server of its own; how many there were."""
    for left in range(100):
        url = new_nats("").url
        provision(url, before)
        if not dies(url, now, *words, left=left, after=after):
            return left
        provision(url, now, *words)
    raise AssertionError("it never ends")


@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "after it was done"])
def test_a_stream_that_is_made_anew_comes_back_with_its_consumers_wherever_a_run_dies(
    new_nats: Callable[[str], Nats], *, after: bool
) -> None:
    deaths = many_deaths(new_nats, shop(UNTAPPED), shop(), f"--allow-destroy {QUEUE}", after=after)

    # The stream away, made anew, and its worker back; then the tap's dead letters and its consumer.
    assert 5 == deaths


def test_a_change_that_a_dead_run_made_is_not_made_twice(new_nats: Callable[[str], Nats]) -> None:
    longer = shop(PROJECT.replace("retain: 30d", "retain: 60d"))
    assert 1 == many_deaths(new_nats, shop(), longer, after=True)


@pytest.mark.timeout(300)
def test_a_thousand_channels(new_nats: Callable[[str], Nats], record_property: Callable[[str, object], None]) -> None:
    """Planned in seconds and applied in well under a minute: 2,000 streams with their dead letters, 1,000 consumers."""
    url = new_nats("").url
    system = many(1000)
    times = [time.monotonic()]
    with broker(url, system) as live:
        planned(live, wish(system))
        times.append(time.monotonic())
        applied(live, wish(system))
        times.append(time.monotonic())
        last = planned(live, wish(system))
        times.append(time.monotonic())

    first, run, again = (later - earlier for earlier, later in itertools.pairwise(times))
    took = f"plan {first:.1f} s, apply {run:.1f} s, plan again {again:.1f} s"
    record_property(FIGURES, f"NATS: {len(last.steps):,} objects for 1,000 channels: {took}")
    assert last.empty
    assert 3000 == len(last.steps)
    assert 2001 == len(by_hand(url, _names))


async def _names(js: JetStreamContext) -> list[str]:
    found: list[str] = []
    while page := await js.streams_info(offset=len(found)):
        found += [info.config.name or "" for info in page]
    return found
