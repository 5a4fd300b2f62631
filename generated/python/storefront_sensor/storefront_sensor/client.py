"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from treaty import Client

from storefront_messages.storefront.warehouse.v1 import ClimateReading

from .contract import METRICS_WAREHOUSE_CLIMATE


class SensorClient(Client):
    """All that sensor may send and call."""

    async def send_warehouse_climate(
        self,
        payload: ClimateReading,
        *,
        warehouse_id: str,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `metrics.warehouse.{warehouse_id}.climate`.

        What the sensors of a warehouse feel.
        """
        return await self._send(
            METRICS_WAREHOUSE_CLIMATE,
            payload,
            {"warehouse_id": warehouse_id},
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )
