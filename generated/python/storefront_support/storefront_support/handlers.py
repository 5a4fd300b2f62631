"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.conversation.v1 import IntentIdentified

from .client import SupportClient


class SupportHandlers(ABC):
    """What support does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_intent_identified_support(self, message: Message[IntentIdentified], client: SupportClient) -> None:
        """Receive `events.intent.identified.support`.

        What the customer wants; the agent that can help wakes.
        """
