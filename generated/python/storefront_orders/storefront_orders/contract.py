"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.fraud.v1 import ORDER_SCREENED, SCREEN_ORDER, ScreenOrder
from storefront_messages.storefront.inventory.v1 import (
    OUT_OF_STOCK,
    RELEASE_STOCK,
    RESERVE_STOCK,
    STOCK_RESERVED,
    ReleaseStock,
    ReserveStock,
)
from storefront_messages.storefront.orders.v1 import (
    ORDER_CONFIRMED,
    ORDER_PLACED,
    ORDER_REJECTED,
    PLACE_ORDER,
    OrderConfirmed,
    OrderPlaced,
    OrderRejected,
    PlaceOrder,
)
from storefront_messages.storefront.payment.v1 import (
    CHARGE_PAYMENT,
    PAYMENT_CHARGED,
    PAYMENT_DECLINED,
    REFUND_PAYMENT,
    ChargePayment,
    RefundPayment,
)
from storefront_messages.storefront.shipping.v1 import SCHEDULE_SHIPMENT, SHIPMENT_SCHEDULED, ScheduleShipment

treaty.require_api(1)


def _commands_fraud_screen_key(payload: ScreenOrder) -> bytes:
    """The ordering key of `commands.fraud.screen`."""
    return payload.order_id.encode()


def _commands_fraud_screen_reply(payload: ScreenOrder) -> dict[str, str]:
    """The parameters of `replies.fraud.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


def _commands_inventory_release_key(payload: ReleaseStock) -> bytes:
    """The ordering key of `commands.inventory.release`."""
    return str(payload.order_id).encode()


def _commands_inventory_reserve_key(payload: ReserveStock) -> bytes:
    """The ordering key of `commands.inventory.reserve`."""
    return str(payload.order_id).encode()


def _commands_inventory_reserve_reply(payload: ReserveStock) -> dict[str, str]:
    """The parameters of `replies.inventory.{order_id}`, from the request's fields of the same names."""
    return {"order_id": str(payload.order_id)}


def _commands_order_place_key(payload: PlaceOrder) -> bytes:
    """The ordering key of `commands.order.place`."""
    return str(payload.order_id).encode()


def _commands_payment_charge_key(payload: ChargePayment) -> bytes:
    """The ordering key of `commands.payment.charge`."""
    return payload.order_id.encode()


def _commands_payment_charge_reply(payload: ChargePayment) -> dict[str, str]:
    """The parameters of `replies.payment.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


def _commands_payment_refund_key(payload: RefundPayment) -> bytes:
    """The ordering key of `commands.payment.refund`."""
    return payload.order_id.encode()


def _commands_shipping_schedule_key(payload: ScheduleShipment) -> bytes:
    """The ordering key of `commands.shipping.schedule`."""
    return payload.order_id.encode()


def _commands_shipping_schedule_reply(payload: ScheduleShipment) -> dict[str, str]:
    """The parameters of `replies.shipping.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


def _events_order_confirmed_key(payload: OrderConfirmed) -> bytes:
    """The ordering key of `events.order.confirmed`."""
    return str(payload.order_id).encode()


def _events_order_placed_key(payload: OrderPlaced) -> bytes:
    """The ordering key of `events.order.placed`."""
    return str(payload.order_id).encode()


def _events_order_rejected_key(payload: OrderRejected) -> bytes:
    """The ordering key of `events.order.rejected`."""
    return str(payload.order_id).encode()


REPLIES_FRAUD = Channel(
    address="replies.fraud.{order_id}",
    object="replies.fraud",
    kind=Kind.REPLY,
    messages=(ORDER_SCREENED,),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

REPLIES_INVENTORY = Channel(
    address="replies.inventory.{order_id}",
    object="replies.inventory",
    kind=Kind.REPLY,
    messages=(STOCK_RESERVED, OUT_OF_STOCK),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

REPLIES_PAYMENT = Channel(
    address="replies.payment.{order_id}",
    object="replies.payment",
    kind=Kind.REPLY,
    messages=(PAYMENT_CHARGED, PAYMENT_DECLINED),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

REPLIES_SHIPPING = Channel(
    address="replies.shipping.{order_id}",
    object="replies.shipping",
    kind=Kind.REPLY,
    messages=(SHIPMENT_SCHEDULED,),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
)

COMMANDS_FRAUD_SCREEN = Channel(
    address="commands.fraud.screen",
    object="commands.fraud.screen",
    kind=Kind.COMMAND,
    messages=(SCREEN_ORDER,),
    key=_commands_fraud_screen_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_FRAUD,
    reply_parameters=_commands_fraud_screen_reply,
    timeout_s=12.0,
)

COMMANDS_INVENTORY_RELEASE = Channel(
    address="commands.inventory.release",
    object="commands.inventory.release",
    kind=Kind.COMMAND,
    messages=(RELEASE_STOCK,),
    key=_commands_inventory_release_key,
    order=Order.KEY,
    max_bytes=65536,
)

COMMANDS_INVENTORY_RESERVE = Channel(
    address="commands.inventory.reserve",
    object="commands.inventory.reserve",
    kind=Kind.COMMAND,
    messages=(RESERVE_STOCK,),
    key=_commands_inventory_reserve_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_INVENTORY,
    reply_parameters=_commands_inventory_reserve_reply,
    timeout_s=12.0,
)

COMMANDS_ORDER_PLACE = Channel(
    address="commands.order.place",
    object="commands.order.place",
    kind=Kind.COMMAND,
    messages=(PLACE_ORDER,),
    key=_commands_order_place_key,
    order=Order.KEY,
    max_bytes=65536,
)

COMMANDS_PAYMENT_CHARGE = Channel(
    address="commands.payment.charge",
    object="commands.payment.charge",
    kind=Kind.COMMAND,
    messages=(CHARGE_PAYMENT,),
    key=_commands_payment_charge_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_PAYMENT,
    reply_parameters=_commands_payment_charge_reply,
    timeout_s=12.0,
)

COMMANDS_PAYMENT_REFUND = Channel(
    address="commands.payment.refund",
    object="commands.payment.refund",
    kind=Kind.COMMAND,
    messages=(REFUND_PAYMENT,),
    key=_commands_payment_refund_key,
    order=Order.KEY,
    max_bytes=65536,
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

EVENTS_ORDER_PLACED = Channel(
    address="events.order.placed",
    object="events.order.placed",
    kind=Kind.EVENT,
    messages=(ORDER_PLACED,),
    key=_events_order_placed_key,
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

CONTRACT = AgentContract(
    project="storefront",
    name="orders",
    subscriptions=(
        Subscription(
            handler="on_order_place",
            reading=Reading.RECEIVES,
            channels=(Bound(COMMANDS_ORDER_PLACE),),
            group="storefront.orders",
            policy=Policy(
                ack_wait_s=150.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={"commands.order.place": "commands.order.place._dead_letter.storefront.orders"},
        ),
    ),
    sends=(
        Bound(EVENTS_ORDER_CONFIRMED),
        Bound(EVENTS_ORDER_PLACED),
        Bound(EVENTS_ORDER_REJECTED),
        Bound(COMMANDS_INVENTORY_RELEASE),
        Bound(COMMANDS_PAYMENT_REFUND),
    ),
    calls=(
        Bound(COMMANDS_FRAUD_SCREEN),
        Bound(COMMANDS_INVENTORY_RESERVE),
        Bound(COMMANDS_PAYMENT_CHARGE),
        Bound(COMMANDS_SHIPPING_SCHEDULE),
    ),
    handler_timeout_s=60.0,
    digest="f2eda3200edb0dfc",
)
