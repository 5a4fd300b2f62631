"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.conversation.v1 import ConversationMessage
from storefront_messages.storefront.orders.v1 import OrderRejected
from storefront_messages.storefront.shipping.v1 import ShipmentDelayed, ShipmentDelivered, ShipmentDispatched

from .client import CustomerServiceClient


class CustomerServiceHandlers(ABC):
    """What customer_service does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_conversations_messages(
        self,
        message: Message[ConversationMessage],
        client: CustomerServiceClient,
    ) -> None:
        """Receive `conversations.*.messages`.

        What agents say to the customer.
        """

    @abstractmethod
    async def on_order_rejected(self, message: Message[OrderRejected], client: CustomerServiceClient) -> None:
        """Receive `events.order.rejected`.

        An order failed at one step.
        """

    @abstractmethod
    async def on_shipment_progress(
        self,
        message: Message[ShipmentDelayed | ShipmentDelivered | ShipmentDispatched],
        client: CustomerServiceClient,
    ) -> None:
        """Receive `events.shipment.progress`.

        Where a parcel is. One channel carries all of its news, so that they stay in order.
        """
