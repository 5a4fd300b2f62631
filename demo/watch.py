"""A transport that tells a ledger what goes out through it, and is otherwise the one that it is given."""

from __future__ import annotations

from collections.abc import Sequence

from demo.ledger import Ledger, Sending
from treaty.delivery.dead_letter import PREFIX
from treaty.errors import TransportError
from treaty.transport import Delivery, Outgoing, Revoked, Settlement, Source, Transport


class Watched:
    """One agent's transport, watched."""

    def __init__(self, transport: Transport, agent: str, ledger: Ledger) -> None:
        self._transport = transport
        self._agent = agent
        self._ledger = ledger
        self.capabilities = transport.capabilities

    async def open(self) -> None:
        """As the transport does."""
        await self._transport.open()

    async def subscribe(self, sources: Sequence[Source]) -> None:
        """As the transport does."""
        await self._transport.subscribe(sources)

    async def publish(self, messages: Sequence[Outgoing]) -> Sequence[TransportError | None]:
        """As the transport does; what the broker confirmed is written down."""
        results = await self._transport.publish(messages)
        for message, error in zip(messages, results, strict=True):
            if error is None:
                self._ledger.add(_sending(self._agent, message))
        return results

    async def receive(self, limit: int, wait_s: float) -> Sequence[Delivery | Revoked]:
        """As the transport does."""
        return await self._transport.receive(limit, wait_s)

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """As the transport does."""
        await self._transport.settle(settlements)

    async def extend(self, positions: Sequence[object]) -> None:
        """As the transport does."""
        await self._transport.extend(positions)

    async def pause(self, sources: Sequence[int]) -> None:
        """As the transport does."""
        await self._transport.pause(sources)

    async def close(self) -> None:
        """As the transport does."""
        await self._transport.close()


def _sending(agent: str, message: Outgoing) -> Sending:
    headers = {name: value.decode(errors="replace") for name, value in message.headers}
    return Sending(
        sender=agent,
        address=message.subject,
        type=headers.get("ce_type", "?"),
        message_type=headers.get("ce_messagetype", "?"),
        content_type=headers.get("content-type", "?"),
        size_bytes=len(message.body),
        recipient=headers.get("ce_recipientid"),
        dead_letter=headers.get(f"{PREFIX}reason"),
        schema=headers.get("ce_dataschema"),
    )
