"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from typing import Literal

from treaty import Client

from storefront_messages.storefront.agents.v1 import AgentEvent

from .contract import AGENTS_EVENTS


class FraudClient(Client):
    """All that fraud may send and call."""

    async def send_agent_event(
        self,
        payload: AgentEvent,
        *,
        agent_name: Literal["fraud"],
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `agents.{agent_name}.events`.

        An agent's own news about itself.
        """
        return await self._send(
            AGENTS_EVENTS,
            payload,
            {"agent_name": agent_name},
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )
