"""Books parcels with carriers and tells how they travel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storefront_logistics import LogisticsClient, LogisticsHandlers
from storefront_messages.storefront.orders.v1 import OrderConfirmed
from storefront_messages.storefront.shipping.v1 import (
    ScheduleShipment,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentScheduled,
)

from treaty import Message, Reject

_CARRIERS = {"AT": "post", "DE": "dhl", "CH": "post"}
_UNDERWAY = timedelta(days=2)


class Logistics(LogisticsHandlers):
    """Every order goes into one parcel; this carrier is a quick one."""

    async def serve_shipping_schedule(
        self, message: Message[ScheduleShipment], client: LogisticsClient
    ) -> ShipmentScheduled:
        shipment = message.payload
        carrier = _CARRIERS.get(shipment.destination.country)
        if carrier is None:
            # No retry can mend this: the request is a dead letter, and the caller gets the failure at once.
            raise Reject(f"no carrier goes to {shipment.destination.country}")
        return ShipmentScheduled(
            order_id=shipment.order_id,
            tracking_code=f"{carrier}-{shipment.order_id[:8]}",
            carrier=carrier,
            arrives_at=datetime.now(UTC) + _UNDERWAY,
        )

    async def on_order_confirmed(self, message: Message[OrderConfirmed], client: LogisticsClient) -> None:
        """Two kinds of news on one channel: they share the key `order_id`, so nobody hears of them out of order."""
        order = message.payload
        now = datetime.now(UTC)
        await client.send_shipment_progress(
            ShipmentDispatched(
                order_id=str(order.order_id),
                tracking_code=order.tracking_code,
                customer_id=order.customer_id,
                dispatched_at=now,
            )
        )
        await client.send_shipment_progress(
            ShipmentDelivered(
                order_id=str(order.order_id),
                tracking_code=order.tracking_code,
                delivered_at=now + _UNDERWAY,
                taken_in_by="the neighbour",
            )
        )
