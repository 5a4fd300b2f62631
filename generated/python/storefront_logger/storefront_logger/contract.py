"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.agents.v1 import AGENT_REPORT, AgentReport
from storefront_messages.storefront.warehouse.v1 import CLIMATE_READING, ClimateReading

treaty.require_api(1)


def _metrics_agent_key(payload: AgentReport) -> bytes:
    """The ordering key of `metrics.agent.{agent_name}`."""
    return payload.agent_name.encode()


def _metrics_warehouse_climate_key(payload: ClimateReading) -> bytes:
    """The ordering key of `metrics.warehouse.{warehouse_id}.climate`."""
    return payload.sensor_id.encode()


METRICS_AGENT = Channel(
    address="metrics.agent.{agent_name}",
    object="metrics.agent",
    kind=Kind.METRIC,
    messages=(AGENT_REPORT,),
    key=_metrics_agent_key,
    order=Order.KEY,
    max_bytes=16384,
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
    name="logger",
    subscriptions=(
        Subscription(
            handler="on_metrics",
            reading=Reading.RECEIVES,
            channels=(Bound(METRICS_AGENT), Bound(METRICS_WAREHOUSE_CLIMATE)),
            group="storefront.logger",
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
                "metrics.agent.{agent_name}": "metrics.agent._dead_letter.storefront.logger",
                "metrics.warehouse.{warehouse_id}.climate": "metrics.warehouse.climate._dead_letter.storefront.logger",
            },
        ),
    ),
    sends=(),
    calls=(),
    handler_timeout_s=5.0,
    digest="9a473e35edabf241",
)
