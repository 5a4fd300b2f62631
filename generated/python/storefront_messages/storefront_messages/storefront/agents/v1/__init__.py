"""`storefront.agents.v1`."""

from ._protobuf import AGENT_EVENT, AGENT_REPORT, AgentEvent, AgentReport

__all__ = ["AGENT_EVENT", "AGENT_REPORT", "AgentEvent", "AgentReport"]
