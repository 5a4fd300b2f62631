"""Run by tests/test_wheel.py with nothing installed but the base wheel: a generated agent handles three messages."""

from __future__ import annotations

import asyncio
import json
import sys

from storefront_messages.storefront.conversation.v1 import ConversationStarted
from storefront_triage import CONTRACT, TriageClient, TriageHandlers

from treaty import Message
from treaty.simulation import Simulation


class Counting(TriageHandlers):
    """Counts what arrives."""

    handled = 0

    async def on_conversation_started(self, message: Message[ConversationStarted], client: TriageClient) -> None:
        del client
        self.handled += message.payload.conversation_id.startswith("c-")


async def main() -> None:
    """Three conversations begin."""
    simulation, handlers = Simulation(), Counting()
    (subscription,) = CONTRACT.subscriptions
    async with simulation.agent(CONTRACT, handlers, TriageClient):
        for number in range(3):
            started = ConversationStarted(
                conversation_id=f"c-talk{number}", medium="chat", opening="Hello", started_at="2026-11-21T08:00:00Z"
            )
            await simulation.publish(subscription.channels[0].channel, started)
    sys.stdout.write(json.dumps({"handled": handlers.handled, "compiler": "treatyc" in sys.modules}))


asyncio.run(main())
