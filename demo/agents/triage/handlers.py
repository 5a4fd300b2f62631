"""Reads how a conversation opens and finds out what the customer wants."""

from __future__ import annotations

from typing import Literal

from storefront_messages.storefront.conversation.v1 import ConversationStarted, IntentIdentified
from storefront_triage import TriageClient, TriageHandlers

from treaty import Message

_WORDS: dict[Literal["billing", "scheduling"], tuple[str, ...]] = {
    "billing": ("bill", "invoice", "charged"),
    "scheduling": ("appointment", "fitter", "come by"),
}


class Triage(TriageHandlers):
    """A few words decide; what the intent wakes is not this agent's business (P14)."""

    async def on_conversation_started(self, message: Message[ConversationStarted], client: TriageClient) -> None:
        started = message.payload
        opening = started.opening.lower()
        matching = (intent for intent, words in _WORDS.items() if any(word in opening for word in words))
        intent: Literal["billing", "scheduling", "support"] = next(matching, "support")
        identified = IntentIdentified(
            conversation_id=started.conversation_id,
            customer_id=started.customer_id,
            intent=intent,
            confidence=0.9,
            summary=started.opening[:500],
        )
        await client.send_intent_identified(identified, intent=intent)
