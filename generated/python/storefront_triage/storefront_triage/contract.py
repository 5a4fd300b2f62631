"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.conversation.v1 import (
    CONVERSATION_STARTED,
    INTENT_IDENTIFIED,
    ConversationStarted,
    IntentIdentified,
)

treaty.require_api(1)


def _events_conversation_started_key(payload: ConversationStarted) -> bytes:
    """The ordering key of `events.conversation.started`."""
    return payload.conversation_id.encode()


def _events_intent_identified_key(payload: IntentIdentified) -> bytes:
    """The ordering key of `events.intent.identified.{intent}`."""
    return payload.conversation_id.encode()


EVENTS_CONVERSATION_STARTED = Channel(
    address="events.conversation.started",
    object="events.conversation.started",
    kind=Kind.EVENT,
    messages=(CONVERSATION_STARTED,),
    key=_events_conversation_started_key,
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

CONTRACT = AgentContract(
    project="storefront",
    name="triage",
    subscriptions=(
        Subscription(
            handler="on_conversation_started",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_CONVERSATION_STARTED),),
            group="storefront.triage",
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
            dead_letters={"events.conversation.started": "events.conversation.started._dead_letter.storefront.triage"},
        ),
    ),
    sends=(Bound(EVENTS_INTENT_IDENTIFIED),),
    calls=(),
    digest="32dbd73d2871db22",
)
