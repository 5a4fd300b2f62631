"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from typing import Literal

from treaty import Client

from storefront_messages.storefront.agents.v1 import AgentEvent
from storefront_messages.storefront.inventory.v1 import StockChanged
from storefront_messages.storefront.pricing.v1 import RecalculatePrice

from .contract import AGENTS_EVENTS, COMMANDS_AGENT_PRICING_RECALCULATE, EVENTS_INVENTORY_STOCK_CHANGED


class InventoryClient(Client):
    """All that inventory may send and call."""

    async def send_inventory_stock_changed(
        self,
        payload: StockChanged,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.inventory.stock_changed`.

        The stock of a product changed, as a difference.
        """
        return await self._send(
            EVENTS_INVENTORY_STOCK_CHANGED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_agent_pricing_recalculate(
        self,
        payload: RecalculatePrice,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `commands.agent.pricing.recalculate`.

        A product's price should be looked at again.
        """
        return await self._send(
            COMMANDS_AGENT_PRICING_RECALCULATE,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_agent_event(
        self,
        payload: AgentEvent,
        *,
        agent_name: Literal["inventory"],
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
