"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from typing import Literal

from treaty import Client

from storefront_messages.storefront.conversation.v1 import IntentIdentified

from .contract import EVENTS_INTENT_IDENTIFIED


class TriageClient(Client):
    """All that triage may send and call."""

    async def send_intent_identified(
        self,
        payload: IntentIdentified,
        *,
        intent: Literal["billing", "scheduling", "support"],
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.intent.identified.{intent}`.

        What the customer wants; the agent that can help wakes.
        """
        return await self._send(
            EVENTS_INTENT_IDENTIFIED,
            payload,
            {"intent": intent},
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )
