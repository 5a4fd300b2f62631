"""Knows which agents are up and calls a person when one is not."""

from __future__ import annotations

from storefront_messages.storefront.agents.v1 import AgentEvent, AgentReport
from storefront_supervisor import SupervisorClient, SupervisorHandlers

from treaty import Message


class Supervisor(SupervisorHandlers):
    """The last state of each agent."""

    def __init__(self) -> None:
        self.states: dict[str, int] = {}
        self.failed: dict[str, int] = {}

    async def on_agents_events(self, message: Message[AgentEvent], client: SupervisorClient) -> None:
        self.states[message.payload.agent_name] = message.payload.state

    async def on_agent(self, message: Message[AgentReport], client: SupervisorClient) -> None:
        self.failed[message.payload.agent_name] = message.payload.failed
