"""What the demo saw on the wire: every message that some agent sent, as its transport had it confirmed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sending:
    """One confirmed message. `dead_letter` is the reason it became one, None for all others.

    `schema` is where its schema is found at the registry, such as `/schemas/ids/17`, where it says so.
    """

    sender: str
    address: str
    type: str
    message_type: str
    content_type: str
    size_bytes: int
    recipient: str | None = None
    dead_letter: str | None = None
    schema: str | None = None


class Ledger:
    """All sendings in their order; tells each one as it comes."""

    def __init__(self, tell: Callable[[Sending], None]) -> None:
        self._tell = tell
        self._changed = asyncio.Event()
        self.sendings: list[Sending] = []

    def add(self, sending: Sending) -> None:
        """Write down one message, and tell it."""
        self.sendings.append(sending)
        self._tell(sending)
        self._changed.set()

    def sent_by(self) -> Counter[str]:
        """How many messages each agent sent, dead letters aside."""
        return Counter(sending.sender for sending in self.sendings if sending.dead_letter is None)

    async def seen(self, type_name: str, times: int) -> None:
        """Wait until messages of this type were sent so many times in all."""
        while sum(sending.type.endswith(f".{type_name}") for sending in self.sendings) < times:
            self._changed.clear()
            await self._changed.wait()

    async def dead_letters(self, times: int) -> None:
        """Wait until there are so many dead letters."""
        while sum(sending.dead_letter is not None for sending in self.sendings) < times:
            self._changed.clear()
            await self._changed.wait()
