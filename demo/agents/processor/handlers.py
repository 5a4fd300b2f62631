"""Reads what the sensors feel and raises an alert when it lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storefront_messages.storefront.warehouse.v1 import ClimateAlert, ClimateReading
from storefront_processor import ProcessorClient, ProcessorHandlers

from treaty import Message

_LIMIT_C = 25.0
_PATIENCE = timedelta(minutes=10)


class Processor(ProcessorHandlers):
    """One alert for each hot spell of a sensor, once it has lasted for ten minutes."""

    def __init__(self) -> None:
        self._hot_since: dict[str, datetime] = {}
        self._told: set[str] = set()

    async def on_warehouse_climate(self, message: Message[ClimateReading], client: ProcessorClient) -> None:
        reading = message.payload
        measured_at = reading.measured_at.ToDatetime(UTC)
        if reading.temperature_c <= _LIMIT_C:
            self._hot_since.pop(reading.sensor_id, None)
            self._told.discard(reading.sensor_id)
            return
        lasted = measured_at - self._hot_since.setdefault(reading.sensor_id, measured_at)
        if lasted < _PATIENCE or reading.sensor_id in self._told:
            return
        self._told.add(reading.sensor_id)
        alert = ClimateAlert(
            warehouse_id=reading.warehouse_id,
            measure=ClimateAlert.Measure.MEASURE_TEMPERATURE,
            value=reading.temperature_c,
            limit=_LIMIT_C,
            lasted=lasted,
            raised_at=datetime.now(UTC),
        )
        await client.send_warehouse_climate_alert(alert)
