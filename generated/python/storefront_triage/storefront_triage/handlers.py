"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.conversation.v1 import ConversationStarted

from .client import TriageClient


class TriageHandlers(ABC):
    """What triage does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_conversation_started(self, message: Message[ConversationStarted], client: TriageClient) -> None:
        """Receive `events.conversation.started`.

        A customer wants to talk.
        """
