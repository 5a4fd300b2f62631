"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.conversation.v1 import (
    CONVERSATION_MESSAGE,
    INTENT_IDENTIFIED,
    ConversationMessage,
    IntentIdentified,
)
from storefront_messages.storefront.tools.v1 import TOOL_REQUEST, TOOL_RESULT, ToolRequest

treaty.require_api(1)


def _conversations_messages_key(payload: ConversationMessage) -> bytes:
    """The ordering key of `conversations.{id}.messages`."""
    return payload.conversation_id.encode()


def _events_intent_identified_key(payload: IntentIdentified) -> bytes:
    """The ordering key of `events.intent.identified.{intent}`."""
    return payload.conversation_id.encode()


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
    name="support",
    subscriptions=(
        Subscription(
            handler="on_intent_identified_support",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_INTENT_IDENTIFIED, {"intent": "support"}),),
            group="storefront.support",
            policy=Policy(
                ack_wait_s=150.0,
                max_deliver=3,
                backoff_s=(5.0, 15.0),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=8,
            start="earliest",
            dead_letters={
                "events.intent.identified.{intent}": "events.intent.identified._dead_letter.storefront.support",
            },
        ),
    ),
    sends=(Bound(CONVERSATIONS_MESSAGES),),
    calls=(Bound(TOOLS_EXECUTE, {"tool_name": "knowledge_search"}),),
    handler_timeout_s=130.0,
    digest="e42bd1360cd08924",
)
