"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.fraud.v1 import OrderScreened, ScreenOrder
from storefront_messages.storefront.orders.v1 import OrderRejected

from .client import FraudClient


class FraudHandlers(ABC):
    """What fraud does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_order_rejected(self, message: Message[OrderRejected], client: FraudClient) -> None:
        """Receive `events.order.rejected`.

        An order failed at one step.
        """

    @abstractmethod
    async def serve_fraud_screen(self, message: Message[ScreenOrder], client: FraudClient) -> OrderScreened:
        """Answer `commands.fraud.screen`.

        Is this order honest?
        """
