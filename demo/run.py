"""The journey on a broker: on `memory` within this process, or on a real Kafka that is started for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from demo.build import treaty
from demo.fleet import Fleet, readers
from demo.journey import travel
from demo.ledger import Ledger
from demo.screen import Row, Screen
from demo.watch import Watched
from treaty.entry import settings_from
from treaty.transport import Transport
from treaty.transports.connect import connect
from treaty.transports.memory import MemoryBroker

if TYPE_CHECKING:
    from demo.registry import Registry

_STRANGER = "a stranger"


async def run(
    connect: Callable[[str], Transport], screen: Screen, target: str | None = None, registry: Registry | None = None
) -> tuple[list[str], tuple[Row, ...]]:
    """Start the fleet, take the journey, stop the fleet; what differs from what was expected, and the figures."""
    ledger = Ledger(lambda sending: screen.sending(sending, readers(sending)))
    stranger = Watched(connect("stranger"), _STRANGER, ledger)
    await stranger.open()
    try:
        async with Fleet(connect, ledger, target) as fleet:
            if registry is not None:
                count = await asyncio.to_thread(registry.subjects)
                screen.note(
                    f"the agents registered {count} subjects as they started; # is the id of a message's schema"
                )
            failures = await travel(fleet, stranger, screen)
            rows = tuple(fleet.rows())
    finally:
        await stranger.close()
    screen.summary(rows)
    if registry is not None:
        failures += await _prove(registry, ledger, screen)
    screen.verdict(failures)
    return failures, rows


async def _prove(registry: Registry, ledger: Ledger, screen: Screen) -> list[str]:
    """Show that what the agents sent carries ids that others understand; what does not."""
    own = [each for each in ledger.sendings if each.sender != _STRANGER and each.dead_letter is None]
    without = [each for each in own if each.schema is None]
    read = await asyncio.to_thread(registry.read_back)
    screen.proof(
        f"{len(own) - len(without)} of {len(own)} messages of agents have the id of their schema; "
        f"Confluent's deserialiser reads {read or 'none back'}"
    )
    lines = [f"{each.sender}: {each.type} has no id of its schema" for each in without]
    return lines if read is not None else [*lines, "no order with the id of its schema could be read back"]


def on_memory() -> list[str]:
    """The whole fleet and its broker in this process; nothing is to be provisioned, and nothing registered."""
    failures, _ = asyncio.run(run(MemoryBroker().connect, Screen()))
    return failures


def on_kafka() -> list[str]:
    """Start a Kafka, and run the same fleet on it."""
    from tools.kafka.broker import running  # noqa: PLC0415 - only this needs a server

    with running() as kafka:
        failures, _ = at_local(kafka.address, Screen())
    return failures


def at_local(kafka: str, screen: Screen) -> tuple[list[str], tuple[Row, ...]]:
    """Let `treaty apply` make the topics of target `local`, start a registry, and run the fleet as the target asks."""
    from demo.registry import registry_beside  # noqa: PLC0415 - only this needs one

    if not treaty("apply", "--target", "local", environment={"KAFKA_URL": kafka}):
        return ["the topics could not be made"], ()
    with registry_beside(kafka) as registry:
        settings = settings_from(os.environ)
        return asyncio.run(
            run(
                lambda client_id: connect(settings.broker, client_id=f"storefront.{client_id}"),
                screen,
                settings.target,
                registry,
            )
        )
