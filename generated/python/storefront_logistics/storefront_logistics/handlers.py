"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.orders.v1 import OrderConfirmed
from storefront_messages.storefront.shipping.v1 import ScheduleShipment, ShipmentScheduled

from .client import LogisticsClient


class LogisticsHandlers(ABC):
    """What logistics does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_order_confirmed(self, message: Message[OrderConfirmed], client: LogisticsClient) -> None:
        """Receive `events.order.confirmed`.

        An order passed every step.
        """

    @abstractmethod
    async def serve_shipping_schedule(
        self,
        message: Message[ScheduleShipment],
        client: LogisticsClient,
    ) -> ShipmentScheduled:
        """Answer `commands.shipping.schedule`.

        Book the parcels of an order with a carrier.
        """
