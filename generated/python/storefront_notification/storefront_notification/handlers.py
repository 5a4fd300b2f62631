"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.orders.v1 import OrderConfirmed, OrderRejected
from storefront_messages.storefront.payment.v1 import PaymentProcessed
from storefront_messages.storefront.scheduling.v1 import AppointmentBooked
from storefront_messages.storefront.shipping.v1 import ShipmentDelayed, ShipmentDelivered, ShipmentDispatched

from .client import NotificationClient


class NotificationHandlers(ABC):
    """What notification does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_order_confirmed(self, message: Message[OrderConfirmed], client: NotificationClient) -> None:
        """Receive `events.order.confirmed`.

        An order passed every step.
        """

    @abstractmethod
    async def on_order_rejected(self, message: Message[OrderRejected], client: NotificationClient) -> None:
        """Receive `events.order.rejected`.

        An order failed at one step.
        """

    @abstractmethod
    async def on_tool_outcome_payment_processed(
        self,
        message: Message[PaymentProcessed],
        client: NotificationClient,
    ) -> None:
        """Receive `events.tool.result.payment_processed`.

        The payment tool finished; who has to do something about it wakes.
        """

    @abstractmethod
    async def on_shipment_progress(
        self,
        message: Message[ShipmentDelayed | ShipmentDelivered | ShipmentDispatched],
        client: NotificationClient,
    ) -> None:
        """Receive `events.shipment.progress`.

        Where a parcel is. One channel carries all of its news, so that they stay in order.
        """

    @abstractmethod
    async def on_appointment_booked(self, message: Message[AppointmentBooked], client: NotificationClient) -> None:
        """Receive `events.appointment.booked`.

        A customer has an appointment.
        """
