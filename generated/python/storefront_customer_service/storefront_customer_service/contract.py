"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.conversation.v1 import CONVERSATION_MESSAGE, ConversationMessage
from storefront_messages.storefront.orders.v1 import ORDER_REJECTED, OrderRejected
from storefront_messages.storefront.shipping.v1 import (
    SHIPMENT_DELAYED,
    SHIPMENT_DELIVERED,
    SHIPMENT_DISPATCHED,
    ShipmentDelayed,
    ShipmentDelivered,
    ShipmentDispatched,
)
from storefront_messages.storefront.support.v1 import CASE_OPENED, CaseOpened

treaty.require_api(1)


def _conversations_messages_key(payload: ConversationMessage) -> bytes:
    """The ordering key of `conversations.{id}.messages`."""
    return payload.conversation_id.encode()


def _events_case_opened_key(payload: CaseOpened) -> bytes:
    """The ordering key of `events.case.opened`."""
    return payload.case_id.encode()


def _events_order_rejected_key(payload: OrderRejected) -> bytes:
    """The ordering key of `events.order.rejected`."""
    return str(payload.order_id).encode()


def _events_shipment_progress_key(payload: ShipmentDispatched | ShipmentDelayed | ShipmentDelivered) -> bytes:
    """The ordering key of `events.shipment.progress`."""
    return payload.order_id.encode()


CONVERSATIONS_MESSAGES = Channel(
    address="conversations.{id}.messages",
    object="conversations.messages",
    kind=Kind.EVENT,
    messages=(CONVERSATION_MESSAGE,),
    key=_conversations_messages_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_CASE_OPENED = Channel(
    address="events.case.opened",
    object="events.case.opened",
    kind=Kind.EVENT,
    messages=(CASE_OPENED,),
    key=_events_case_opened_key,
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

CONTRACT = AgentContract(
    project="storefront",
    name="customer_service",
    subscriptions=(
        Subscription(
            handler="on_conversations_messages",
            reading=Reading.RECEIVES,
            channels=(Bound(CONVERSATIONS_MESSAGES),),
            group="storefront.customer_service",
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
                "conversations.{id}.messages": "conversations.messages._dead_letter.storefront.customer_service",
            },
        ),
        Subscription(
            handler="on_order_rejected",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_ORDER_REJECTED),),
            group="storefront.customer_service",
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
            dead_letters={"events.order.rejected": "events.order.rejected._dead_letter.storefront.customer_service"},
        ),
        Subscription(
            handler="on_shipment_progress",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_SHIPMENT_PROGRESS),),
            group="storefront.customer_service",
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
                "events.shipment.progress": "events.shipment.progress._dead_letter.storefront.customer_service",
            },
        ),
    ),
    sends=(Bound(EVENTS_CASE_OPENED),),
    calls=(),
    digest="a66c9ec73fc242f3",
)
