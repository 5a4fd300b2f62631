"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.warehouse.v1 import CLIMATE_ALERT, CLIMATE_READING, ClimateAlert, ClimateReading

treaty.require_api(1)


def _events_warehouse_climate_alert_key(payload: ClimateAlert) -> bytes:
    """The ordering key of `events.warehouse.climate_alert`."""
    return payload.warehouse_id.encode()


def _metrics_warehouse_climate_key(payload: ClimateReading) -> bytes:
    """The ordering key of `metrics.warehouse.{warehouse_id}.climate`."""
    return payload.sensor_id.encode()


EVENTS_WAREHOUSE_CLIMATE_ALERT = Channel(
    address="events.warehouse.climate_alert",
    object="events.warehouse.climate_alert",
    kind=Kind.EVENT,
    messages=(CLIMATE_ALERT,),
    key=_events_warehouse_climate_alert_key,
    order=Order.KEY,
    max_bytes=131072,
)

METRICS_WAREHOUSE_CLIMATE = Channel(
    address="metrics.warehouse.{warehouse_id}.climate",
    object="metrics.warehouse.climate",
    kind=Kind.METRIC,
    messages=(CLIMATE_READING,),
    key=_metrics_warehouse_climate_key,
    order=Order.KEY,
    max_bytes=16384,
)

CONTRACT = AgentContract(
    project="storefront",
    name="processor",
    subscriptions=(
        Subscription(
            handler="on_warehouse_climate",
            reading=Reading.RECEIVES,
            channels=(Bound(METRICS_WAREHOUSE_CLIMATE),),
            group="storefront.processor",
            policy=Policy(
                ack_wait_s=10.0,
                max_deliver=2,
                backoff_s=(1.0,),
                dead_letter=True,
                deduplicate_s=600.0,
                in_flight=256,
            ),
            concurrency=16,
            start="earliest",
            dead_letters={
                "metrics.warehouse.{warehouse_id}.climate": "metrics.warehouse.climate._dead_letter.storefront.processor",
            },
        ),
    ),
    sends=(Bound(EVENTS_WAREHOUSE_CLIMATE_ALERT),),
    calls=(),
    handler_timeout_s=2.0,
    digest="6f6af63ad8fbda5e",
)
