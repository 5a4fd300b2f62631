"""The journey on a broker: on `memory` within this process, or on a real Kafka that is started for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from demo.build import treaty
from demo.fleet import Fleet, readers
from demo.journey import travel
from demo.ledger import Ledger
from demo.screen import Row, Screen
from demo.watch import Watched
from treaty.transport import Transport
from treaty.transports.connect import connect
from treaty.transports.memory import MemoryBroker


async def run(connect: Callable[[str], Transport], screen: Screen) -> tuple[list[str], tuple[Row, ...]]:
    """Start the fleet, take the journey, stop the fleet; what differs from what was expected, and the figures."""
    ledger = Ledger(lambda sending: screen.sending(sending, readers(sending)))
    stranger = Watched(connect("stranger"), "a stranger", ledger)
    await stranger.open()
    try:
        async with Fleet(connect, ledger) as fleet:
            failures = await travel(fleet, stranger, screen)
            rows = tuple(fleet.rows())
    finally:
        await stranger.close()
    screen.summary(rows)
    screen.verdict(failures)
    return failures, rows


def on_memory() -> list[str]:
    """The whole fleet and its broker in this process; nothing is to be provisioned."""
    failures, _ = asyncio.run(run(MemoryBroker().connect, Screen()))
    return failures


def on_kafka() -> list[str]:
    """Start a Kafka, let `treaty apply` make the topics, and run the same fleet on it."""
    from tools.kafka.broker import running  # noqa: PLC0415 - only this needs a server

    with running() as kafka:
        if not treaty("apply", "--target", "local", environment={"KAFKA_URL": kafka.address}):
            return ["the topics could not be made"]
        url = f"kafka://{kafka.address}"
        failures, _ = asyncio.run(run(lambda client_id: connect(url, client_id=f"storefront.{client_id}"), Screen()))
    return failures
