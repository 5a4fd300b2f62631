"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Rate, Reading, Subscription

from storefront_messages.storefront.agents.v1 import AGENT_EVENT, AgentEvent
from storefront_messages.storefront.inventory.v1 import STOCK_CHANGED, StockChanged
from storefront_messages.storefront.pricing.v1 import PRICE_CHANGED, RECALCULATE_PRICE, PriceChanged, RecalculatePrice

treaty.require_api(1)


def _agents_events_key(payload: AgentEvent) -> bytes:
    """The ordering key of `agents.{agent_name}.events`."""
    return payload.agent_name.encode()


def _commands_agent_pricing_recalculate_key(payload: RecalculatePrice) -> bytes:
    """The ordering key of `commands.agent.pricing.recalculate`."""
    return payload.sku.encode()


def _events_inventory_stock_changed_key(payload: StockChanged) -> bytes:
    """The ordering key of `events.inventory.stock_changed`."""
    return payload.sku.encode()


def _events_pricing_price_changed_key(payload: PriceChanged) -> bytes:
    """The ordering key of `events.pricing.price_changed`."""
    return payload.sku.encode()


AGENTS_EVENTS = Channel(
    address="agents.{agent_name}.events",
    object="agents.events",
    kind=Kind.EVENT,
    messages=(AGENT_EVENT,),
    key=_agents_events_key,
    order=Order.KEY,
    max_bytes=131072,
)

COMMANDS_AGENT_PRICING_RECALCULATE = Channel(
    address="commands.agent.pricing.recalculate",
    object="commands.agent.pricing.recalculate",
    kind=Kind.COMMAND,
    messages=(RECALCULATE_PRICE,),
    key=_commands_agent_pricing_recalculate_key,
    order=Order.KEY,
    max_bytes=65536,
    rate=Rate(50, 1.0),
)

EVENTS_INVENTORY_STOCK_CHANGED = Channel(
    address="events.inventory.stock_changed",
    object="events.inventory.stock_changed",
    kind=Kind.EVENT,
    messages=(STOCK_CHANGED,),
    key=_events_inventory_stock_changed_key,
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
    name="pricing",
    subscriptions=(
        Subscription(
            handler="on_agent_pricing_recalculate",
            reading=Reading.RECEIVES,
            channels=(Bound(COMMANDS_AGENT_PRICING_RECALCULATE),),
            group="storefront.pricing",
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
                "commands.agent.pricing.recalculate": "commands.agent.pricing.recalculate._dead_letter.storefront.pricing",
            },
        ),
        Subscription(
            handler="on_inventory_stock_changed",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_INVENTORY_STOCK_CHANGED),),
            group="storefront.pricing",
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
                "events.inventory.stock_changed": "events.inventory.stock_changed._dead_letter.storefront.pricing",
            },
        ),
    ),
    sends=(Bound(EVENTS_PRICING_PRICE_CHANGED), Bound(AGENTS_EVENTS, {"agent_name": "pricing"})),
    calls=(),
    handler_timeout_s=10.0,
    digest="7b0d82835f3e1005",
)
