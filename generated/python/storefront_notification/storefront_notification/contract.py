"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.notification.v1 import NOTIFICATION_SENT, NotificationSent
from storefront_messages.storefront.orders.v1 import ORDER_CONFIRMED, ORDER_REJECTED, OrderConfirmed, OrderRejected
from storefront_messages.storefront.payment.v1 import PAYMENT_PROCESSED, PaymentProcessed
from storefront_messages.storefront.scheduling.v1 import APPOINTMENT_BOOKED, AppointmentBooked
from storefront_messages.storefront.shipping.v1 import (
    SHIPMENT_DELAYED,
    SHIPMENT_DELIVERED,
    SHIPMENT_DISPATCHED,
    ShipmentDelayed,
    ShipmentDelivered,
    ShipmentDispatched,
)

treaty.require_api(1)


def _events_appointment_booked_key(payload: AppointmentBooked) -> bytes:
    """The ordering key of `events.appointment.booked`."""
    return payload.appointment_id.encode()


def _events_notification_sent_key(payload: NotificationSent) -> bytes:
    """The ordering key of `events.notification.sent`."""
    return payload.customer_id.encode()


def _events_order_confirmed_key(payload: OrderConfirmed) -> bytes:
    """The ordering key of `events.order.confirmed`."""
    return str(payload.order_id).encode()


def _events_order_rejected_key(payload: OrderRejected) -> bytes:
    """The ordering key of `events.order.rejected`."""
    return str(payload.order_id).encode()


def _events_shipment_progress_key(payload: ShipmentDispatched | ShipmentDelayed | ShipmentDelivered) -> bytes:
    """The ordering key of `events.shipment.progress`."""
    return payload.order_id.encode()


def _events_tool_result_key(payload: PaymentProcessed) -> bytes:
    """The ordering key of `events.tool.result.{outcome}`."""
    return payload.order_id.encode()


EVENTS_APPOINTMENT_BOOKED = Channel(
    address="events.appointment.booked",
    object="events.appointment.booked",
    kind=Kind.EVENT,
    messages=(APPOINTMENT_BOOKED,),
    key=_events_appointment_booked_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_NOTIFICATION_SENT = Channel(
    address="events.notification.sent",
    object="events.notification.sent",
    kind=Kind.EVENT,
    messages=(NOTIFICATION_SENT,),
    key=_events_notification_sent_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_ORDER_CONFIRMED = Channel(
    address="events.order.confirmed",
    object="events.order.confirmed",
    kind=Kind.EVENT,
    messages=(ORDER_CONFIRMED,),
    key=_events_order_confirmed_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_ORDER_REJECTED = Channel(
    address="events.order.rejected",
    object="events.order.rejected",
    kind=Kind.EVENT,
    messages=(ORDER_REJECTED,),
    key=_events_order_rejected_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_SHIPMENT_PROGRESS = Channel(
    address="events.shipment.progress",
    object="events.shipment.progress",
    kind=Kind.EVENT,
    messages=(SHIPMENT_DISPATCHED, SHIPMENT_DELAYED, SHIPMENT_DELIVERED),
    key=_events_shipment_progress_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_TOOL_RESULT = Channel(
    address="events.tool.result.{outcome}",
    object="events.tool.result",
    kind=Kind.EVENT,
    messages=(PAYMENT_PROCESSED,),
    key=_events_tool_result_key,
    order=Order.KEY,
    max_bytes=131072,
    parameters={"outcome": ("payment_processed", "payment_refunded")},
)

CONTRACT = AgentContract(
    project="storefront",
    name="notification",
    subscriptions=(
        Subscription(
            handler="on_order_confirmed",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_ORDER_CONFIRMED),),
            group="storefront.notification",
            policy=Policy(
                ack_wait_s=30.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={"events.order.confirmed": "events.order.confirmed._dead_letter.storefront.notification"},
        ),
        Subscription(
            handler="on_order_rejected",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_ORDER_REJECTED),),
            group="storefront.notification",
            policy=Policy(
                ack_wait_s=30.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={"events.order.rejected": "events.order.rejected._dead_letter.storefront.notification"},
        ),
        Subscription(
            handler="on_tool_outcome_payment_processed",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_TOOL_RESULT, {"outcome": "payment_processed"}),),
            group="storefront.notification",
            policy=Policy(
                ack_wait_s=30.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={"events.tool.result.{outcome}": "events.tool.result._dead_letter.storefront.notification"},
        ),
        Subscription(
            handler="on_shipment_progress",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_SHIPMENT_PROGRESS),),
            group="storefront.notification",
            policy=Policy(
                ack_wait_s=30.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={"events.shipment.progress": "events.shipment.progress._dead_letter.storefront.notification"},
        ),
        Subscription(
            handler="on_appointment_booked",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_APPOINTMENT_BOOKED),),
            group="storefront.notification",
            policy=Policy(
                ack_wait_s=30.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={
                "events.appointment.booked": "events.appointment.booked._dead_letter.storefront.notification",
            },
        ),
    ),
    sends=(Bound(EVENTS_NOTIFICATION_SENT),),
    calls=(),
    digest="b8861164a7ae1c36",
)
