"""Tells customers what they wait for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from storefront_messages.storefront.notification.v1 import NotificationSent
from storefront_messages.storefront.orders.v1 import OrderConfirmed, OrderRejected
from storefront_messages.storefront.payment.v1 import PaymentProcessed
from storefront_messages.storefront.scheduling.v1 import AppointmentBooked
from storefront_messages.storefront.shipping.v1 import ShipmentDelayed, ShipmentDelivered, ShipmentDispatched
from storefront_notification import NotificationClient, NotificationHandlers

from treaty import Message

Template = Literal[
    "appointment_booked",
    "order_confirmed",
    "order_rejected",
    "parcel_arrived",
    "parcel_delayed",
    "parcel_sent",
    "payment_received",
]


class Notification(NotificationHandlers):
    """Remembers whose order a parcel belongs to, for the carriers' news do not tell."""

    def __init__(self) -> None:
        self._customers: dict[str, str] = {}

    async def on_order_confirmed(self, message: Message[OrderConfirmed], client: NotificationClient) -> None:
        order = message.payload
        self._customers[str(order.order_id)] = order.customer_id
        await _notify(order.customer_id, "order_confirmed", str(order.order_id), client)

    async def on_order_rejected(self, message: Message[OrderRejected], client: NotificationClient) -> None:
        await _notify(message.payload.customer_id, "order_rejected", str(message.payload.order_id), client)

    async def on_tool_outcome_payment_processed(
        self, message: Message[PaymentProcessed], client: NotificationClient
    ) -> None:
        await _notify(message.payload.customer_id, "payment_received", message.payload.order_id, client)

    async def on_shipment_progress(
        self,
        message: Message[ShipmentDelayed | ShipmentDelivered | ShipmentDispatched],
        client: NotificationClient,
    ) -> None:
        progress = message.payload
        template: Template
        match progress:
            case ShipmentDispatched():
                self._customers[progress.order_id] = progress.customer_id
                template = "parcel_sent"
            case ShipmentDelayed():
                template = "parcel_delayed"
            case ShipmentDelivered():
                template = "parcel_arrived"
        await _notify(self._customers[progress.order_id], template, progress.order_id, client)

    async def on_appointment_booked(self, message: Message[AppointmentBooked], client: NotificationClient) -> None:
        await _notify(message.payload.customer_id, "appointment_booked", message.payload.appointment_id, client)


async def _notify(customer_id: str, template: Template, about: str, client: NotificationClient) -> None:
    """The id is made from what it is about, so that nobody is told the same thing twice."""
    notification_id = str(uuid5(NAMESPACE_URL, f"{template} {about}"))
    sent = NotificationSent(
        notification_id=notification_id,
        customer_id=customer_id,
        template=template,
        medium="mail",
        sent_at=datetime.now(UTC).isoformat(),
    )
    await client.send_notification_sent(sent, message_id=notification_id)
