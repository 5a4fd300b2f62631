"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from typing import Literal

from treaty import Client

from storefront_messages.storefront.agents.v1 import AgentEvent
from storefront_messages.storefront.pricing.v1 import PriceChanged

from .contract import AGENTS_EVENTS, EVENTS_PRICING_PRICE_CHANGED


class PricingClient(Client):
    """All that pricing may send and call."""

    async def send_pricing_price_changed(
        self,
        payload: PriceChanged,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.pricing.price_changed`.

        A product costs something else from now on.
        """
        return await self._send(
            EVENTS_PRICING_PRICE_CHANGED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_agent_event(
        self,
        payload: AgentEvent,
        *,
        agent_name: Literal["pricing"],
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
