"""The Protobuf messages of `storefront.shipping.v1`."""

from __future__ import annotations

from treaty.codecs import protobuf
from treaty.contract import MessageSchema

from storefront_messages._descriptors import storefront_shipping_v1_shipping

ScheduleShipment = protobuf.message_class(storefront_shipping_v1_shipping.FILE, "ScheduleShipment")
ServiceLevel = protobuf.enumeration(storefront_shipping_v1_shipping.FILE, "ServiceLevel")
ShipmentDelayed = protobuf.message_class(storefront_shipping_v1_shipping.FILE, "ShipmentDelayed")
ShipmentDelivered = protobuf.message_class(storefront_shipping_v1_shipping.FILE, "ShipmentDelivered")
ShipmentDispatched = protobuf.message_class(storefront_shipping_v1_shipping.FILE, "ShipmentDispatched")
ShipmentScheduled = protobuf.message_class(storefront_shipping_v1_shipping.FILE, "ShipmentScheduled")

SCHEDULE_SHIPMENT = MessageSchema(
    name="storefront.shipping.v1.ScheduleShipment",
    version="1.0",
    fingerprint="00d4341aa6debe1288143893f1233925d1d1d49572dbeea0e464d2e7c55b03bf",
    type=ScheduleShipment,
    codec=protobuf.ProtobufCodec(ScheduleShipment),
)

SHIPMENT_DELAYED = MessageSchema(
    name="storefront.shipping.v1.ShipmentDelayed",
    version="1.2",
    fingerprint="6a9526c522dcd8ce1f00bd503cd9b2906f37c597d405bc04d630d827c0dc7c50",
    type=ShipmentDelayed,
    codec=protobuf.ProtobufCodec(ShipmentDelayed),
)

SHIPMENT_DELIVERED = MessageSchema(
    name="storefront.shipping.v1.ShipmentDelivered",
    version="1.0",
    fingerprint="81bf6f492198abdf99b597384e6d8b645af68df9f7bea4276fb70447ba021834",
    type=ShipmentDelivered,
    codec=protobuf.ProtobufCodec(ShipmentDelivered),
)

SHIPMENT_DISPATCHED = MessageSchema(
    name="storefront.shipping.v1.ShipmentDispatched",
    version="1.0",
    fingerprint="070c720dde93e862226ae4b5b2583e9a7aa272719d7e9d0ef68176ddfc3ef60c",
    type=ShipmentDispatched,
    codec=protobuf.ProtobufCodec(ShipmentDispatched),
)

SHIPMENT_SCHEDULED = MessageSchema(
    name="storefront.shipping.v1.ShipmentScheduled",
    version="1.0",
    fingerprint="02fba9d168d3ed55d5d34fc1030415bf8afd4c300d0ca2fef3fd9c5a8a001d87",
    type=ShipmentScheduled,
    codec=protobuf.ProtobufCodec(ShipmentScheduled),
)
