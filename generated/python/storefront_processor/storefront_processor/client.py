"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from treaty import Client

from storefront_messages.storefront.warehouse.v1 import ClimateAlert

from .contract import EVENTS_WAREHOUSE_CLIMATE_ALERT


class ProcessorClient(Client):
    """All that processor may send and call."""

    async def send_warehouse_climate_alert(
        self,
        payload: ClimateAlert,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.warehouse.climate_alert`.

        A room is too warm or too damp.
        """
        return await self._send(
            EVENTS_WAREHOUSE_CLIMATE_ALERT,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )
