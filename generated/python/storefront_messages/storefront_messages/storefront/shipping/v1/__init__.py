"""`storefront.shipping.v1`."""

from ._protobuf import (
    SCHEDULE_SHIPMENT,
    SHIPMENT_DELAYED,
    SHIPMENT_DELIVERED,
    SHIPMENT_DISPATCHED,
    SHIPMENT_SCHEDULED,
    ScheduleShipment,
    ServiceLevel,
    ShipmentDelayed,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentScheduled,
)

__all__ = [
    "SCHEDULE_SHIPMENT",
    "SHIPMENT_DELAYED",
    "SHIPMENT_DELIVERED",
    "SHIPMENT_DISPATCHED",
    "SHIPMENT_SCHEDULED",
    "ScheduleShipment",
    "ServiceLevel",
    "ShipmentDelayed",
    "ShipmentDelivered",
    "ShipmentDispatched",
    "ShipmentScheduled",
]
