"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order

from storefront_messages.storefront.warehouse.v1 import CLIMATE_READING, ClimateReading

treaty.require_api(1)


def _metrics_warehouse_climate_key(payload: ClimateReading) -> bytes:
    """The ordering key of `metrics.warehouse.{warehouse_id}.climate`."""
    return payload.sensor_id.encode()


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
    name="sensor",
    subscriptions=(),
    sends=(Bound(METRICS_WAREHOUSE_CLIMATE),),
    calls=(),
    digest="30a2ce5592b763aa",
)
