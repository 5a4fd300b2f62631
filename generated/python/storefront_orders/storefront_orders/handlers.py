"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.orders.v1 import PlaceOrder

from .client import OrdersClient


class OrdersHandlers(ABC):
    """What orders does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_order_place(self, message: Message[PlaceOrder], client: OrdersClient) -> None:
        """Receive `commands.order.place`.

        A customer wants to buy.
        """
