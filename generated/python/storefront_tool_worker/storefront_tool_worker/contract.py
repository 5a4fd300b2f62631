"""The channels and subscriptions of the agent, as its contracts declare them."""

from __future__ import annotations

import treaty
from treaty.contract import AgentContract, Bound, Channel, Kind, Order, Policy, Reading, Subscription

from storefront_messages.storefront.agents.v1 import AGENT_EVENT, AGENT_REPORT, AgentEvent, AgentReport
from storefront_messages.storefront.tools.v1 import TOOL_REQUEST, TOOL_RESULT, ToolRequest

treaty.require_api(1)


def _agents_events_key(payload: AgentEvent) -> bytes:
    """The ordering key of `agents.{agent_name}.events`."""
    return payload.agent_name.encode()


def _metrics_agent_key(payload: AgentReport) -> bytes:
    """The ordering key of `metrics.agent.{agent_name}`."""
    return payload.agent_name.encode()


def _tools_execute_key(payload: ToolRequest) -> bytes:
    """The ordering key of `tools.execute.{tool_name}`."""
    return payload.conversation_id.encode()


def _tools_execute_reply(payload: ToolRequest) -> dict[str, str]:
    """The parameters of `tools.result.{conversation_id}`, from the request's fields of the same names."""
    return {"conversation_id": payload.conversation_id}


TOOLS_RESULT = Channel(
    address="tools.result.{conversation_id}",
    object="tools.result",
    kind=Kind.REPLY,
    messages=(TOOL_RESULT,),
    order=Order.NONE,
    ttl_s=120.0,
    max_bytes=131072,
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

METRICS_AGENT = Channel(
    address="metrics.agent.{agent_name}",
    object="metrics.agent",
    kind=Kind.METRIC,
    messages=(AGENT_REPORT,),
    key=_metrics_agent_key,
    order=Order.KEY,
    max_bytes=16384,
)

TOOLS_EXECUTE = Channel(
    address="tools.execute.{tool_name}",
    object="tools.execute",
    kind=Kind.COMMAND,
    messages=(TOOL_REQUEST,),
    key=_tools_execute_key,
    order=Order.KEY,
    ttl_s=300.0,
    max_bytes=131072,
    reply=TOOLS_RESULT,
    reply_parameters=_tools_execute_reply,
    timeout_s=120.0,
)

CONTRACT = AgentContract(
    project="storefront",
    name="tool_worker",
    subscriptions=(
        Subscription(
            handler="serve_tool",
            reading=Reading.SERVES,
            channels=(Bound(TOOLS_EXECUTE),),
            group="storefront.tool_worker",
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
            dead_letters={"tools.execute.{tool_name}": "tools.execute._dead_letter.storefront.tool_worker"},
        ),
    ),
    sends=(Bound(AGENTS_EVENTS, {"agent_name": "tool_worker"}), Bound(METRICS_AGENT, {"agent_name": "tool_worker"})),
    calls=(),
    handler_timeout_s=25.0,
    digest="11c11cce2a0aecb2",
)
