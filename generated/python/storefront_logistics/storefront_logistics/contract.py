"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.agents.v1 import AGENT_EVENT, AgentEvent
from storefront_messages.storefront.orders.v1 import ORDER_CONFIRMED, OrderConfirmed
from storefront_messages.storefront.shipping.v1 import (
    SCHEDULE_SHIPMENT,
    SHIPMENT_DELAYED,
    SHIPMENT_DELIVERED,
    SHIPMENT_DISPATCHED,
    SHIPMENT_SCHEDULED,
    ScheduleShipment,
    ShipmentDelayed,
    ShipmentDelivered,
    ShipmentDispatched,
)

treaty.require_api(1)


def _agents_events_key(payload: AgentEvent) -> bytes:
    """The ordering key of `agents.{agent_name}.events`."""
    return payload.agent_name.encode()


def _commands_shipping_schedule_key(payload: ScheduleShipment) -> bytes:
    """The ordering key of `commands.shipping.schedule`."""
    return payload.order_id.encode()


def _commands_shipping_schedule_reply(payload: ScheduleShipment) -> dict[str, str]:
    """The parameters of `replies.shipping.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


def _events_order_confirmed_key(payload: OrderConfirmed) -> bytes:
    """The ordering key of `events.order.confirmed`."""
    return str(payload.order_id).encode()


def _events_shipment_progress_key(payload: ShipmentDispatched | ShipmentDelayed | ShipmentDelivered) -> bytes:
    """The ordering key of `events.shipment.progress`."""
    return payload.order_id.encode()


REPLIES_SHIPPING = Channel(
    address="replies.shipping.{order_id}",
    object="replies.shipping",
    kind=Kind.REPLY,
    messages=(SHIPMENT_SCHEDULED,),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

AGENTS_EVENTS = Channel(
    address="agents.{agent_name}.events",
    object="agents.events",
    kind=Kind.EVENT,
    messages=(AGENT_EVENT,),
    key=_agents_events_key,
    order=Order.KEY,
    max_bytes=131072,
)

COMMANDS_SHIPPING_SCHEDULE = Channel(
    address="commands.shipping.schedule",
    object="commands.shipping.schedule",
    kind=Kind.COMMAND,
    messages=(SCHEDULE_SHIPMENT,),
    key=_commands_shipping_schedule_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_SHIPPING,
    reply_parameters=_commands_shipping_schedule_reply,
    timeout_s=12.0,
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
    name="logistics",
    subscriptions=(
        Subscription(
            handler="on_order_confirmed",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_ORDER_CONFIRMED),),
            group="storefront.logistics",
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
            dead_letters={"events.order.confirmed": "events.order.confirmed._dead_letter.storefront.logistics"},
        ),
        Subscription(
            handler="serve_shipping_schedule",
            reading=Reading.SERVES,
            channels=(Bound(COMMANDS_SHIPPING_SCHEDULE),),
            group="storefront.logistics",
            policy=Policy(
                ack_wait_s=5.0,
                max_deliver=2,
                backoff_s=(0.5,),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={"commands.shipping.schedule": "commands.shipping.schedule._dead_letter.storefront.logistics"},
        ),
    ),
    sends=(Bound(EVENTS_SHIPMENT_PROGRESS), Bound(AGENTS_EVENTS, {"agent_name": "logistics"})),
    calls=(),
    handler_timeout_s=4.0,
    digest="16277c3248db2a9b",
)
