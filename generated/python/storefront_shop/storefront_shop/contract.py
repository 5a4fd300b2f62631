"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order

from storefront_messages.storefront.conversation.v1 import CONVERSATION_STARTED, ConversationStarted
from storefront_messages.storefront.customer.v1 import CART_UPDATED, PAGE_VIEW, CartUpdated, PageView
from storefront_messages.storefront.orders.v1 import PLACE_ORDER, PlaceOrder
from storefront_messages.storefront.recommendation.v1 import PRODUCTS_SUGGESTED, SUGGEST_PRODUCTS, SuggestProducts

treaty.require_api(1)


def _commands_order_place_key(payload: PlaceOrder) -> bytes:
    """The ordering key of `commands.order.place`."""
    return str(payload.order_id).encode()


def _commands_recommendation_suggest_key(payload: SuggestProducts) -> bytes:
    """The ordering key of `commands.recommendation.suggest`."""
    return payload.session_id.encode()


def _commands_recommendation_suggest_reply(payload: SuggestProducts) -> dict[str, str]:
    """The parameters of `replies.recommendation.{session_id}`, from the request's fields of the same names."""
    return {"session_id": payload.session_id}


def _events_conversation_started_key(payload: ConversationStarted) -> bytes:
    """The ordering key of `events.conversation.started`."""
    return payload.conversation_id.encode()


def _events_customer_cart_updated_key(payload: CartUpdated) -> bytes:
    """The ordering key of `events.customer.cart_updated`."""
    return payload.session_id.encode()


def _events_customer_pageview_key(payload: PageView) -> bytes:
    """The ordering key of `events.customer.pageview`."""
    return payload.session_id.encode()


REPLIES_RECOMMENDATION = Channel(
    address="replies.recommendation.{session_id}",
    object="replies.recommendation",
    kind=Kind.REPLY,
    messages=(PRODUCTS_SUGGESTED,),
    order=Order.NONE,
    ttl_s=12.0,
    max_bytes=65536,
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

COMMANDS_RECOMMENDATION_SUGGEST = Channel(
    address="commands.recommendation.suggest",
    object="commands.recommendation.suggest",
    kind=Kind.COMMAND,
    messages=(SUGGEST_PRODUCTS,),
    key=_commands_recommendation_suggest_key,
    order=Order.KEY,
    ttl_s=12.0,
    max_bytes=65536,
    reply=REPLIES_RECOMMENDATION,
    reply_parameters=_commands_recommendation_suggest_reply,
    timeout_s=12.0,
)

EVENTS_CONVERSATION_STARTED = Channel(
    address="events.conversation.started",
    object="events.conversation.started",
    kind=Kind.EVENT,
    messages=(CONVERSATION_STARTED,),
    key=_events_conversation_started_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_CUSTOMER_CART_UPDATED = Channel(
    address="events.customer.cart_updated",
    object="events.customer.cart_updated",
    kind=Kind.EVENT,
    messages=(CART_UPDATED,),
    key=_events_customer_cart_updated_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_CUSTOMER_PAGEVIEW = Channel(
    address="events.customer.pageview",
    object="events.customer.pageview",
    kind=Kind.EVENT,
    messages=(PAGE_VIEW,),
    key=_events_customer_pageview_key,
    order=Order.KEY,
    max_bytes=131072,
)

CONTRACT = AgentContract(
    project="storefront",
    name="shop",
    subscriptions=(),
    sends=(
        Bound(EVENTS_CUSTOMER_PAGEVIEW),
        Bound(EVENTS_CUSTOMER_CART_UPDATED),
        Bound(COMMANDS_ORDER_PLACE),
        Bound(EVENTS_CONVERSATION_STARTED),
    ),
    calls=(Bound(COMMANDS_RECOMMENDATION_SUGGEST),),
    digest="ff1fd276a21a6bd5",
)
