"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from typing import Literal

from treaty import Client

from storefront_messages.storefront.agents.v1 import AgentEvent
from storefront_messages.storefront.shipping.v1 import ShipmentDelayed, ShipmentDelivered, ShipmentDispatched

from .contract import AGENTS_EVENTS, EVENTS_SHIPMENT_PROGRESS


class LogisticsClient(Client):
    """All that logistics may send and call."""

    async def send_shipment_progress(
        self,
        payload: ShipmentDispatched | ShipmentDelayed | ShipmentDelivered,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.shipment.progress`.

        Where a parcel is. One channel carries all of its news, so that they stay in order.
        """
        return await self._send(
            EVENTS_SHIPMENT_PROGRESS,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_agent_event(
        self,
        payload: AgentEvent,
        *,
        agent_name: Literal["logistics"],
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
