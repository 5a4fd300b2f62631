"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.agents.v1 import AgentEvent, AgentReport

from .client import SupervisorClient


class SupervisorHandlers(ABC):
    """What supervisor does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_agents_events(self, message: Message[AgentEvent], client: SupervisorClient) -> None:
        """Receive `agents.*.events`.

        An agent's own news about itself.
        """

    @abstractmethod
    async def on_agent(self, message: Message[AgentReport], client: SupervisorClient) -> None:
        """Receive `metrics.agent.*`.

        What an agent has done.
        """
