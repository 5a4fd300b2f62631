"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.payment.v1 import (
    CHARGE_PAYMENT,
    PAYMENT_CHARGED,
    PAYMENT_DECLINED,
    PAYMENT_PROCESSED,
    REFUND_PAYMENT,
    ChargePayment,
    PaymentProcessed,
    RefundPayment,
)

treaty.require_api(1)


def _commands_payment_charge_key(payload: ChargePayment) -> bytes:
    """The ordering key of `commands.payment.charge`."""
    return payload.order_id.encode()


def _commands_payment_charge_reply(payload: ChargePayment) -> dict[str, str]:
    """The parameters of `replies.payment.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


def _commands_payment_refund_key(payload: RefundPayment) -> bytes:
    """The ordering key of `commands.payment.refund`."""
    return payload.order_id.encode()


def _events_tool_result_key(payload: PaymentProcessed) -> bytes:
    """The ordering key of `events.tool.result.{outcome}`."""
    return payload.order_id.encode()


REPLIES_PAYMENT = Channel(
    address="replies.payment.{order_id}",
    object="replies.payment",
    kind=Kind.REPLY,
    messages=(PAYMENT_CHARGED, PAYMENT_DECLINED),
    order=Order.NONE,
    ttl_s=12.0,
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
    name="payment",
    subscriptions=(
        Subscription(
            handler="on_payment_refund",
            reading=Reading.RECEIVES,
            channels=(Bound(COMMANDS_PAYMENT_REFUND),),
            group="storefront.payment",
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
            dead_letters={"commands.payment.refund": "commands.payment.refund._dead_letter.storefront.payment"},
        ),
        Subscription(
            handler="serve_payment_charge",
            reading=Reading.SERVES,
            channels=(Bound(COMMANDS_PAYMENT_CHARGE),),
            group="storefront.payment",
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
            dead_letters={"commands.payment.charge": "commands.payment.charge._dead_letter.storefront.payment"},
        ),
    ),
    sends=(Bound(EVENTS_TOOL_RESULT),),
    calls=(),
    handler_timeout_s=4.0,
    digest="0095f8f33e5e4e02",
)
