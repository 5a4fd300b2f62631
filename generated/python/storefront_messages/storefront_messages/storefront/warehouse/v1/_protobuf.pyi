# ruff: noqa: D301, E741, E742, E743, N801, N802, N803, N805, N815, N816, RUF100 - names are those of the contract
"""The Protobuf messages of `storefront.warehouse.v1`."""

from datetime import datetime as _datetime
from datetime import timedelta as _timedelta
from typing import Literal as _Literal
from typing import NewType as _NewType

from google.protobuf.descriptor import Descriptor as _Descriptor
from google.protobuf.internal.enum_type_wrapper import _EnumTypeWrapper
from google.protobuf.message import Message as _Message
from treaty.contract import MessageSchema as _MessageSchema

from storefront_messages.google.protobuf import _protobuf as _google_protobuf

class _ClimateAlertMeasureValues(_EnumTypeWrapper[ClimateAlert.Measure.ValueType]):
    MEASURE_UNSPECIFIED: ClimateAlert.Measure.ValueType
    """Not told."""
    MEASURE_TEMPERATURE: ClimateAlert.Measure.ValueType
    """The temperature."""
    MEASURE_HUMIDITY: ClimateAlert.Measure.ValueType
    """The humidity."""

class ClimateAlert(_Message):
    """A room was too warm or too damp for too long."""

    DESCRIPTOR: _Descriptor

    class Measure(metaclass=_ClimateAlertMeasureValues):
        """What is out of bounds."""

        ValueType = _NewType("ValueType", int)

    warehouse_id: str
    """The warehouse."""
    measure: ClimateAlert.Measure.ValueType
    """What is out of bounds."""
    value: float
    """The last value, in the measure's unit."""
    limit: float
    """The bound that it is over."""
    @property
    def lasted(self) -> _google_protobuf.Duration:
        """For how long it has been so."""
    @lasted.setter
    def lasted(self, value: _timedelta) -> None: ...
    @property
    def raised_at(self) -> _google_protobuf.Timestamp:
        """When the agent noticed."""
    @raised_at.setter
    def raised_at(self, value: _datetime) -> None: ...
    def __init__(
        self,
        *,
        warehouse_id: str | None = ...,
        measure: ClimateAlert.Measure.ValueType | None = ...,
        value: float | None = ...,
        limit: float | None = ...,
        lasted: _google_protobuf.Duration | _timedelta | None = ...,
        raised_at: _google_protobuf.Timestamp | _datetime | None = ...,
    ) -> None: ...
    def HasField(
        self,
        field_name: _Literal["warehouse_id", "measure", "value", "limit", "lasted", "raised_at"],
    ) -> bool: ...
    def ClearField(
        self,
        field_name: _Literal["warehouse_id", "measure", "value", "limit", "lasted", "raised_at"],
    ) -> None: ...

class ClimateReading(_Message):
    """What a sensor felt."""

    DESCRIPTOR: _Descriptor
    warehouse_id: str
    """The warehouse that the sensor hangs in."""
    sensor_id: str
    """The sensor."""
    @property
    def measured_at(self) -> _google_protobuf.Timestamp:
        """When it felt that."""
    @measured_at.setter
    def measured_at(self, value: _datetime) -> None: ...
    temperature_c: float
    """In degrees Celsius."""
    humidity_percent: float
    """Relative humidity, in percent; absent when the sensor has no hygrometer."""
    battery_percent: int
    """How full its battery is, in percent."""

    def __init__(
        self,
        *,
        warehouse_id: str | None = ...,
        sensor_id: str | None = ...,
        measured_at: _google_protobuf.Timestamp | _datetime | None = ...,
        temperature_c: float | None = ...,
        humidity_percent: float | None = ...,
        battery_percent: int | None = ...,
    ) -> None: ...
    def HasField(
        self,
        field_name: _Literal["warehouse_id", "sensor_id", "measured_at", "temperature_c", "humidity_percent"],
    ) -> bool: ...
    def ClearField(
        self,
        field_name: _Literal[
            "warehouse_id",
            "sensor_id",
            "measured_at",
            "temperature_c",
            "humidity_percent",
            "battery_percent",
        ],
    ) -> None: ...

CLIMATE_ALERT: _MessageSchema[ClimateAlert]

CLIMATE_READING: _MessageSchema[ClimateReading]
