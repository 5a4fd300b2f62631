"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.billing.v1 import INVOICE_ISSUED, InvoiceIssued
from storefront_messages.storefront.conversation.v1 import (
    CONVERSATION_MESSAGE,
    INTENT_IDENTIFIED,
    ConversationMessage,
    IntentIdentified,
)
from storefront_messages.storefront.payment.v1 import PAYMENT_PROCESSED, PaymentProcessed
from storefront_messages.storefront.tools.v1 import TOOL_REQUEST, TOOL_RESULT, ToolRequest

treaty.require_api(1)


def _conversations_messages_key(payload: ConversationMessage) -> bytes:
    """The ordering key of `conversations.{id}.messages`."""
    return payload.conversation_id.encode()


def _events_intent_identified_key(payload: IntentIdentified) -> bytes:
    """The ordering key of `events.intent.identified.{intent}`."""
    return payload.conversation_id.encode()


def _events_invoice_issued_key(payload: InvoiceIssued) -> bytes:
    """The ordering key of `events.invoice.issued`."""
    return str(payload.order_id).encode()


def _events_tool_result_key(payload: PaymentProcessed) -> bytes:
    """The ordering key of `events.tool.result.{outcome}`."""
    return payload.order_id.encode()


def _tools_execute_key(payload: ToolRequest) -> bytes:
    """The ordering key of `tools.execute.{tool_name}`."""
    return payload.conversation_id.encode()


def _tools_execute_reply(payload: ToolRequest) -> dict[str, str]:
    """The parameters of `tools.result.{conversation_id}`, from the request's fields of the same names."""
    return {"conversation_id": payload.conversation_id}


TOOLS_RESULT = Channel(
    address="tools.result.{conversation_id}",
    object="tools.result",
    kind=Kind.REPLY,
    messages=(TOOL_RESULT,),
    order=Order.NONE,
    ttl_s=120.0,
    max_bytes=131072,
)

CONVERSATIONS_MESSAGES = Channel(
    address="conversations.{id}.messages",
    object="conversations.messages",
    kind=Kind.EVENT,
    messages=(CONVERSATION_MESSAGE,),
    key=_conversations_messages_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_INTENT_IDENTIFIED = Channel(
    address="events.intent.identified.{intent}",
    object="events.intent.identified",
    kind=Kind.EVENT,
    messages=(INTENT_IDENTIFIED,),
    key=_events_intent_identified_key,
    order=Order.KEY,
    max_bytes=131072,
    parameters={"intent": ("billing", "scheduling", "support")},
)

EVENTS_INVOICE_ISSUED = Channel(
    address="events.invoice.issued",
    object="events.invoice.issued",
    kind=Kind.EVENT,
    messages=(INVOICE_ISSUED,),
    key=_events_invoice_issued_key,
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

TOOLS_EXECUTE = Channel(
    address="tools.execute.{tool_name}",
    object="tools.execute",
    kind=Kind.COMMAND,
    messages=(TOOL_REQUEST,),
    key=_tools_execute_key,
    order=Order.KEY,
    ttl_s=300.0,
    max_bytes=131072,
    reply=TOOLS_RESULT,
    reply_parameters=_tools_execute_reply,
    timeout_s=120.0,
)

CONTRACT = AgentContract(
    project="storefront",
    name="billing",
    subscriptions=(
        Subscription(
            handler="on_intent_identified_billing",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_INTENT_IDENTIFIED, {"intent": "billing"}),),
            group="storefront.billing",
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
            dead_letters={
                "events.intent.identified.{intent}": "events.intent.identified._dead_letter.storefront.billing",
            },
        ),
        Subscription(
            handler="on_tool_outcome_payment_processed",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_TOOL_RESULT, {"outcome": "payment_processed"}),),
            group="storefront.billing",
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
            dead_letters={"events.tool.result.{outcome}": "events.tool.result._dead_letter.storefront.billing"},
        ),
    ),
    sends=(Bound(CONVERSATIONS_MESSAGES), Bound(EVENTS_INVOICE_ISSUED)),
    calls=(Bound(TOOLS_EXECUTE, {"tool_name": "crm_lookup"}),),
    handler_timeout_s=130.0,
    digest="77f03356af2d9f45",
)
