# ruff: noqa: D301, E741, E742, E743, N801, N802, N803, N805, N815, N816, RUF100 - names are those of the contract
"""The Protobuf messages of `storefront.shipping.v1`."""

from collections.abc import Iterable as _Iterable
from collections.abc import Mapping as _Mapping
from datetime import datetime as _datetime
from datetime import timedelta as _timedelta
from typing import Literal as _Literal
from typing import Never as _Never
from typing import NewType as _NewType

from google.protobuf.descriptor import Descriptor as _Descriptor
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer as _RepeatedCompositeFieldContainer
from google.protobuf.internal.containers import ScalarMap as _ScalarMap
from google.protobuf.internal.enum_type_wrapper import _EnumTypeWrapper
from google.protobuf.message import Message as _Message
from treaty.contract import MessageSchema as _MessageSchema

from storefront_messages.google.protobuf import _protobuf as _google_protobuf
from storefront_messages.storefront.types.v1 import _protobuf as _storefront_types_v1

class _ServiceLevelValues(_EnumTypeWrapper[ServiceLevel.ValueType]):
    SERVICE_LEVEL_UNSPECIFIED: ServiceLevel.ValueType
    """Not told; the carrier's cheapest."""
    SERVICE_LEVEL_STANDARD: ServiceLevel.ValueType
    """Three to five working days."""
    SERVICE_LEVEL_EXPRESS: ServiceLevel.ValueType
    """The next working day."""

class ScheduleShipment(_Message):
    """Asks for a parcel to be booked with a carrier."""

    DESCRIPTOR: _Descriptor

    class Parcel(_Message):
        """A box to send."""

        DESCRIPTOR: _Descriptor
        weight_g: int
        """What it weighs, in grams."""
        @property
        def contents(self) -> _ScalarMap[str, int]:
            """How many pieces are in it, by stock keeping unit."""

        def __init__(self, *, weight_g: int | None = ..., contents: _Mapping[str, int] | None = ...) -> None: ...
        def HasField(self, field_name: _Never) -> bool: ...
        def ClearField(self, field_name: _Literal["weight_g", "contents"]) -> None: ...

    order_id: str
    """The order that the parcels belong to."""
    warehouse_id: str
    """Where they lie."""
    @property
    def destination(self) -> _storefront_types_v1.PostalAddress:
        """Where they go."""
    @property
    def parcels(self) -> _RepeatedCompositeFieldContainer[ScheduleShipment.Parcel]:
        """What to send."""
    service_level: ServiceLevel.ValueType
    """How fast."""

    def __init__(
        self,
        *,
        order_id: str | None = ...,
        warehouse_id: str | None = ...,
        destination: _storefront_types_v1.PostalAddress | None = ...,
        parcels: _Iterable[ScheduleShipment.Parcel] | None = ...,
        service_level: ServiceLevel.ValueType | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["destination"]) -> bool: ...
    def ClearField(
        self,
        field_name: _Literal["order_id", "warehouse_id", "destination", "parcels", "service_level"],
    ) -> None: ...

class ServiceLevel(metaclass=_ServiceLevelValues):
    """How fast a parcel travels."""

    ValueType = _NewType("ValueType", int)

class ShipmentDelayed(_Message):
    """The parcel comes later than expected."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order that the parcel belongs to."""
    tracking_code: str
    """The carrier's code."""
    @property
    def delay(self) -> _google_protobuf.Duration:
        """How much later it comes."""
    @delay.setter
    def delay(self, value: _timedelta) -> None: ...
    held_at_depot: str
    """A depot where it waits, by its code."""
    held_at_customs: str
    """The customs office that holds it."""
    failed_attempts: int
    """How often the driver rang in vain."""
    @property
    def arrives_at(self) -> _google_protobuf.Timestamp:
        """When the carrier expects to deliver now."""
    @arrives_at.setter
    def arrives_at(self, value: _datetime) -> None: ...
    def __init__(
        self,
        *,
        order_id: str | None = ...,
        tracking_code: str | None = ...,
        delay: _google_protobuf.Duration | _timedelta | None = ...,
        held_at_depot: str | None = ...,
        held_at_customs: str | None = ...,
        failed_attempts: int | None = ...,
        arrives_at: _google_protobuf.Timestamp | _datetime | None = ...,
    ) -> None: ...
    def HasField(
        self,
        field_name: _Literal["delay", "held_at_depot", "held_at_customs", "failed_attempts", "arrives_at", "cause"],
    ) -> bool: ...
    def ClearField(
        self,
        field_name: _Literal[
            "order_id",
            "tracking_code",
            "delay",
            "held_at_depot",
            "held_at_customs",
            "failed_attempts",
            "arrives_at",
            "cause",
        ],
    ) -> None: ...
    def WhichOneof(
        self,
        oneof_group: _Literal["cause"],
    ) -> _Literal["held_at_depot", "held_at_customs", "failed_attempts"] | None: ...

class ShipmentDelivered(_Message):
    """The parcel arrived."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order that the parcel belongs to."""
    tracking_code: str
    """The carrier's code."""
    @property
    def delivered_at(self) -> _google_protobuf.Timestamp:
        """When it arrived."""
    @delivered_at.setter
    def delivered_at(self, value: _datetime) -> None: ...
    taken_in_by: str
    """Who took it in, when it was not the recipient."""

    def __init__(
        self,
        *,
        order_id: str | None = ...,
        tracking_code: str | None = ...,
        delivered_at: _google_protobuf.Timestamp | _datetime | None = ...,
        taken_in_by: str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["delivered_at", "taken_in_by"]) -> bool: ...
    def ClearField(self, field_name: _Literal["order_id", "tracking_code", "delivered_at", "taken_in_by"]) -> None: ...

class ShipmentDispatched(_Message):
    """The parcel left the warehouse."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order that the parcel belongs to."""
    tracking_code: str
    """The carrier's code."""
    customer_id: str
    """The customer's account."""
    @property
    def dispatched_at(self) -> _google_protobuf.Timestamp:
        """When it left."""
    @dispatched_at.setter
    def dispatched_at(self, value: _datetime) -> None: ...
    tracking_url: str
    """Where the customer can follow it, if the carrier shows that."""

    def __init__(
        self,
        *,
        order_id: str | None = ...,
        tracking_code: str | None = ...,
        customer_id: str | None = ...,
        dispatched_at: _google_protobuf.Timestamp | _datetime | None = ...,
        tracking_url: str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["dispatched_at", "tracking_url"]) -> bool: ...
    def ClearField(
        self,
        field_name: _Literal["order_id", "tracking_code", "customer_id", "dispatched_at", "tracking_url"],
    ) -> None: ...

class ShipmentScheduled(_Message):
    """A carrier took the booking."""

    DESCRIPTOR: _Descriptor
    order_id: str
    """The order that the parcels belong to."""
    tracking_code: str
    """The carrier's code."""
    carrier: str
    """The carrier, such as `dhl`."""
    @property
    def arrives_at(self) -> _google_protobuf.Timestamp:
        """When the carrier expects to deliver."""
    @arrives_at.setter
    def arrives_at(self, value: _datetime) -> None: ...
    def __init__(
        self,
        *,
        order_id: str | None = ...,
        tracking_code: str | None = ...,
        carrier: str | None = ...,
        arrives_at: _google_protobuf.Timestamp | _datetime | None = ...,
    ) -> None: ...
    def HasField(self, field_name: _Literal["arrives_at"]) -> bool: ...
    def ClearField(self, field_name: _Literal["order_id", "tracking_code", "carrier", "arrives_at"]) -> None: ...

SCHEDULE_SHIPMENT: _MessageSchema[ScheduleShipment]

SHIPMENT_DELAYED: _MessageSchema[ShipmentDelayed]

SHIPMENT_DELIVERED: _MessageSchema[ShipmentDelivered]

SHIPMENT_DISPATCHED: _MessageSchema[ShipmentDispatched]

SHIPMENT_SCHEDULED: _MessageSchema[ShipmentScheduled]
