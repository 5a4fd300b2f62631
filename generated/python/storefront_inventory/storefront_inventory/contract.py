"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Rate, Reading, Subscription

from storefront_messages.storefront.agents.v1 import AGENT_EVENT, AgentEvent
from storefront_messages.storefront.inventory.v1 import (
    OUT_OF_STOCK,
    RELEASE_STOCK,
    RESERVE_STOCK,
    STOCK_CHANGED,
    STOCK_RESERVED,
    ReleaseStock,
    ReserveStock,
    StockChanged,
)
from storefront_messages.storefront.pricing.v1 import RECALCULATE_PRICE, RecalculatePrice
from storefront_messages.storefront.warehouse.v1 import CLIMATE_ALERT, ClimateAlert

treaty.require_api(1)


def _agents_events_key(payload: AgentEvent) -> bytes:
    """The ordering key of `agents.{agent_name}.events`."""
    return payload.agent_name.encode()


def _commands_agent_pricing_recalculate_key(payload: RecalculatePrice) -> bytes:
    """The ordering key of `commands.agent.pricing.recalculate`."""
    return payload.sku.encode()


def _commands_inventory_release_key(payload: ReleaseStock) -> bytes:
    """The ordering key of `commands.inventory.release`."""
    return str(payload.order_id).encode()


def _commands_inventory_reserve_key(payload: ReserveStock) -> bytes:
    """The ordering key of `commands.inventory.reserve`."""
    return str(payload.order_id).encode()


def _commands_inventory_reserve_reply(payload: ReserveStock) -> dict[str, str]:
    """The parameters of `replies.inventory.{order_id}`, from the request's fields of the same names."""
    return {"order_id": str(payload.order_id)}


def _events_inventory_stock_changed_key(payload: StockChanged) -> bytes:
    """The ordering key of `events.inventory.stock_changed`."""
    return payload.sku.encode()


def _events_warehouse_climate_alert_key(payload: ClimateAlert) -> bytes:
    """The ordering key of `events.warehouse.climate_alert`."""
    return payload.warehouse_id.encode()


REPLIES_INVENTORY = Channel(
    address="replies.inventory.{order_id}",
    object="replies.inventory",
    kind=Kind.REPLY,
    messages=(STOCK_RESERVED, OUT_OF_STOCK),
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

EVENTS_INVENTORY_STOCK_CHANGED = Channel(
    address="events.inventory.stock_changed",
    object="events.inventory.stock_changed",
    kind=Kind.EVENT,
    messages=(STOCK_CHANGED,),
    key=_events_inventory_stock_changed_key,
    order=Order.KEY,
    max_bytes=131072,
)

EVENTS_WAREHOUSE_CLIMATE_ALERT = Channel(
    address="events.warehouse.climate_alert",
    object="events.warehouse.climate_alert",
    kind=Kind.EVENT,
    messages=(CLIMATE_ALERT,),
    key=_events_warehouse_climate_alert_key,
    order=Order.KEY,
    max_bytes=131072,
)

CONTRACT = AgentContract(
    project="storefront",
    name="inventory",
    subscriptions=(
        Subscription(
            handler="on_inventory_release",
            reading=Reading.RECEIVES,
            channels=(Bound(COMMANDS_INVENTORY_RELEASE),),
            group="storefront.inventory",
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
            dead_letters={"commands.inventory.release": "commands.inventory.release._dead_letter.storefront.inventory"},
        ),
        Subscription(
            handler="on_warehouse_climate_alert",
            reading=Reading.RECEIVES,
            channels=(Bound(EVENTS_WAREHOUSE_CLIMATE_ALERT),),
            group="storefront.inventory",
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
                "events.warehouse.climate_alert": "events.warehouse.climate_alert._dead_letter.storefront.inventory",
            },
        ),
        Subscription(
            handler="serve_inventory_reserve",
            reading=Reading.SERVES,
            channels=(Bound(COMMANDS_INVENTORY_RESERVE),),
            group="storefront.inventory",
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
            dead_letters={"commands.inventory.reserve": "commands.inventory.reserve._dead_letter.storefront.inventory"},
        ),
    ),
    sends=(
        Bound(EVENTS_INVENTORY_STOCK_CHANGED),
        Bound(COMMANDS_AGENT_PRICING_RECALCULATE),
        Bound(AGENTS_EVENTS, {"agent_name": "inventory"}),
    ),
    calls=(),
    handler_timeout_s=4.0,
    digest="e97b49cae4840a86",
)
