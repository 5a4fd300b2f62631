"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.agents.v1 import AGENT_EVENT, AgentEvent
from storefront_messages.storefront.fraud.v1 import ORDER_SCREENED, SCREEN_ORDER, ScreenOrder
from storefront_messages.storefront.orders.v1 import ORDER_REJECTED, OrderRejected

treaty.require_api(1)


def _agents_events_key(payload: AgentEvent) -> bytes:
    """The ordering key of `agents.{agent_name}.events`."""
    return payload.agent_name.encode()


def _commands_fraud_screen_key(payload: ScreenOrder) -> bytes:
    """The ordering key of `commands.fraud.screen`."""
    return payload.order_id.encode()


def _commands_fraud_screen_reply(payload: ScreenOrder) -> dict[str, str]:
    """The parameters of `replies.fraud.{order_id}`, from the request's fields of the same names."""
    return {"order_id": payload.order_id}


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

AGENTS_EVENTS = Channel(
    address="agents.{agent_name}.events",
    object="agents.events",
    kind=Kind.EVENT,
    messages=(AGENT_EVENT,),
    key=_agents_events_key,
    order=Order.KEY,
    max_bytes=131072,
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
    name="fraud",
    subscriptions=(
        Subscription(
            handler="on_order_rejected",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_ORDER_REJECTED),),
            group="storefront.fraud",
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
            dead_letters={"events.order.rejected": "events.order.rejected._dead_letter.storefront.fraud"},
        ),
        Subscription(
            handler="serve_fraud_screen",
            reading=Reading.SERVES,
            channels=(Bound(COMMANDS_FRAUD_SCREEN),),
            group="storefront.fraud",
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
            dead_letters={"commands.fraud.screen": "commands.fraud.screen._dead_letter.storefront.fraud"},
        ),
    ),
    sends=(Bound(AGENTS_EVENTS, {"agent_name": "fraud"}),),
    calls=(),
    handler_timeout_s=4.0,
    digest="4690078bfcd6d225",
)
