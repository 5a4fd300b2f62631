"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.agents.v1 import AGENT_EVENT, AgentEvent
from storefront_messages.storefront.customer.v1 import CART_UPDATED, PAGE_VIEW, CartUpdated, PageView
from storefront_messages.storefront.orders.v1 import ORDER_PLACED, OrderPlaced
from storefront_messages.storefront.pricing.v1 import PRICE_CHANGED, PriceChanged
from storefront_messages.storefront.recommendation.v1 import PRODUCTS_SUGGESTED, SUGGEST_PRODUCTS, SuggestProducts

treaty.require_api(1)


def _agents_events_key(payload: AgentEvent) -> bytes:
    """The ordering key of `agents.{agent_name}.events`."""
    return payload.agent_name.encode()


def _commands_recommendation_suggest_key(payload: SuggestProducts) -> bytes:
    """The ordering key of `commands.recommendation.suggest`."""
    return payload.session_id.encode()


def _commands_recommendation_suggest_reply(payload: SuggestProducts) -> dict[str, str]:
    """The parameters of `replies.recommendation.{session_id}`, from the request's fields of the same names."""
    return {"session_id": payload.session_id}


def _events_customer_cart_updated_key(payload: CartUpdated) -> bytes:
    """The ordering key of `events.customer.cart_updated`."""
    return payload.session_id.encode()


def _events_customer_pageview_key(payload: PageView) -> bytes:
    """The ordering key of `events.customer.pageview`."""
    return payload.session_id.encode()


def _events_order_placed_key(payload: OrderPlaced) -> bytes:
    """The ordering key of `events.order.placed`."""
    return str(payload.order_id).encode()


def _events_pricing_price_changed_key(payload: PriceChanged) -> bytes:
    """The ordering key of `events.pricing.price_changed`."""
    return payload.sku.encode()


REPLIES_RECOMMENDATION = Channel(
    address="replies.recommendation.{session_id}",
    object="replies.recommendation",
    kind=Kind.REPLY,
    messages=(PRODUCTS_SUGGESTED,),
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

EVENTS_ORDER_PLACED = Channel(
    address="events.order.placed",
    object="events.order.placed",
    kind=Kind.EVENT,
    messages=(ORDER_PLACED,),
    key=_events_order_placed_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_PRICING_PRICE_CHANGED = Channel(
    address="events.pricing.price_changed",
    object="events.pricing.price_changed",
    kind=Kind.EVENT,
    messages=(PRICE_CHANGED,),
    key=_events_pricing_price_changed_key,
    order=Order.KEY,
    max_bytes=131072,
)

CONTRACT = AgentContract(
    project="storefront",
    name="recommendation",
    subscriptions=(
        Subscription(
            handler="on_customer",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_CUSTOMER_CART_UPDATED), Bound(EVENTS_CUSTOMER_PAGEVIEW)),
            group="storefront.recommendation",
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
                "events.customer.cart_updated": "events.customer.cart_updated._dead_letter.storefront.recommendation",
                "events.customer.pageview": "events.customer.pageview._dead_letter.storefront.recommendation",
            },
        ),
        Subscription(
            handler="on_order_placed",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_ORDER_PLACED),),
            group="storefront.recommendation",
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
            dead_letters={"events.order.placed": "events.order.placed._dead_letter.storefront.recommendation"},
        ),
        Subscription(
            handler="on_pricing_price_changed",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_PRICING_PRICE_CHANGED),),
            group="storefront.recommendation",
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
                "events.pricing.price_changed": "events.pricing.price_changed._dead_letter.storefront.recommendation",
            },
        ),
        Subscription(
            handler="serve_recommendation_suggest",
            reading=Reading.SERVES,
            channels=(Bound(COMMANDS_RECOMMENDATION_SUGGEST),),
            group="storefront.recommendation",
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
            dead_letters={
                "commands.recommendation.suggest": "commands.recommendation.suggest._dead_letter.storefront.recommendation",
            },
        ),
    ),
    sends=(Bound(AGENTS_EVENTS, {"agent_name": "recommendation"}),),
    calls=(),
    handler_timeout_s=4.0,
    digest="27bb15f78fedea3e",
)
