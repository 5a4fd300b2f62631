"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.conversation.v1 import IntentIdentified

from .client import SchedulingClient


class SchedulingHandlers(ABC):
    """What scheduling does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_intent_identified_scheduling(
        self,
        message: Message[IntentIdentified],
        client: SchedulingClient,
    ) -> None:
        """Receive `events.intent.identified.scheduling`.

        What the customer wants; the agent that can help wakes.
        """
