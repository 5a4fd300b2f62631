"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.agents.v1 import AGENT_EVENT, AGENT_REPORT, AgentEvent, AgentReport

treaty.require_api(1)


def _agents_events_key(payload: AgentEvent) -> bytes:
    """The ordering key of `agents.{agent_name}.events`."""
    return payload.agent_name.encode()


def _metrics_agent_key(payload: AgentReport) -> bytes:
    """The ordering key of `metrics.agent.{agent_name}`."""
    return payload.agent_name.encode()


AGENTS_EVENTS = Channel(
    address="agents.{agent_name}.events",
    object="agents.events",
    kind=Kind.EVENT,
    messages=(AGENT_EVENT,),
    key=_agents_events_key,
    order=Order.KEY,
    max_bytes=131072,
)

METRICS_AGENT = Channel(
    address="metrics.agent.{agent_name}",
    object="metrics.agent",
    kind=Kind.METRIC,
    messages=(AGENT_REPORT,),
    key=_metrics_agent_key,
    order=Order.KEY,
    max_bytes=16384,
)

CONTRACT = AgentContract(
    project="storefront",
    name="supervisor",
    subscriptions=(
        Subscription(
            handler="on_agents_events",
            reading=Reading.RECEIVES,
            channels=(Bound(AGENTS_EVENTS),),
            group="storefront.supervisor",
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
            dead_letters={"agents.{agent_name}.events": "agents.events._dead_letter.storefront.supervisor"},
        ),
        Subscription(
            handler="on_agent",
            reading=Reading.RECEIVES,
            channels=(Bound(METRICS_AGENT),),
            group="storefront.supervisor",
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
            dead_letters={"metrics.agent.{agent_name}": "metrics.agent._dead_letter.storefront.supervisor"},
        ),
    ),
    sends=(),
    calls=(),
    digest="a6db894f9dd902b0",
)
