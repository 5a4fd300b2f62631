"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.conversation.v1 import IntentIdentified
from storefront_messages.storefront.payment.v1 import PaymentProcessed

from .client import BillingClient


class BillingHandlers(ABC):
    """What billing does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_intent_identified_billing(self, message: Message[IntentIdentified], client: BillingClient) -> None:
        """Receive `events.intent.identified.billing`.

        What the customer wants; the agent that can help wakes.
        """

    @abstractmethod
    async def on_tool_outcome_payment_processed(
        self,
        message: Message[PaymentProcessed],
        client: BillingClient,
    ) -> None:
        """Receive `events.tool.result.payment_processed`.

        The payment tool finished; who has to do something about it wakes.
        """
