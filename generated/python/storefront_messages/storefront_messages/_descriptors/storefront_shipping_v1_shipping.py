"""One `.proto` file, serialised, after those that it imports."""

from __future__ import annotations

from . import POOL, google_protobuf_duration, google_protobuf_timestamp, storefront_types_v1_address

FILE = POOL.file(
    b"\n%storefront/shipping/v1/shipping.proto\x12\x16storefront.shipping.v1\x1a\x1egoogle/protobuf/duration."
    b'proto\x1a\x1fgoogle/protobuf/timestamp.proto\x1a!storefront/types/v1/address.proto"\xea\x03\n\x10Sch'
    b"eduleShipment\x12\x19\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12!\n\x0cwarehouse_id\x18\x02 \x01"
    b'(\tR\x0bwarehouseId\x12D\n\x0bdestination\x18\x03 \x01(\x0b2".storefront.types.v1.PostalAddressR\x0b'
    b"destination\x12I\n\x07parcels\x18\x04 \x03(\x0b2/.storefront.shipping.v1.ScheduleShipment.ParcelR\x07pa"
    b"rcels\x12I\n\rservice_level\x18\x05 \x01(\x0e2$.storefront.shipping.v1.ServiceLevelR\x0cserviceLevel\x1a"
    b"\xbb\x01\n\x06Parcel\x12\x19\n\x08weight_g\x18\x01 \x01(\rR\x07weightG\x12Y\n\x08contents\x18\x02"
    b" \x03(\x0b2=.storefront.shipping.v1.ScheduleShipment.Parcel.ContentsEntryR\x08contents\x1a;\n\rConten"
    b"tsEntry\x12\x10\n\x03key\x18\x01 \x01(\tR\x03key\x12\x14\n\x05value\x18\x02 \x01(\rR\x05value:\x02"
    b'8\x01"\xa8\x01\n\x11ShipmentScheduled\x12\x19\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12#\n'
    b"\rtracking_code\x18\x02 \x01(\tR\x0ctrackingCode\x12\x18\n\x07carrier\x18\x03 \x01(\tR\x07carrier"
    b'\x129\n\narrives_at\x18\x04 \x01(\x0b2\x1a.google.protobuf.TimestampR\tarrivesAt"\xef\x01\n\x12'
    b"ShipmentDispatched\x12\x19\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12#\n\rtracking_code\x18\x02"
    b" \x01(\tR\x0ctrackingCode\x12\x1f\n\x0bcustomer_id\x18\x03 \x01(\tR\ncustomerId\x12?\n\rdispa"
    b"tched_at\x18\x04 \x01(\x0b2\x1a.google.protobuf.TimestampR\x0cdispatchedAt\x12&\n\x0ctracking_url\x18\x05"
    b' \x01(\tH\x00R\x0btrackingUrl\x88\x01\x01B\x0f\n\r_tracking_url"\xc1\x02\n\x0fShipmentDelayed\x12'
    b"\x19\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12#\n\rtracking_code\x18\x02 \x01(\tR\x0ctracki"
    b"ngCode\x12/\n\x05delay\x18\x03 \x01(\x0b2\x19.google.protobuf.DurationR\x05delay\x12$\n\rheld_at_de"
    b"pot\x18\x04 \x01(\tH\x00R\x0bheldAtDepot\x12(\n\x0fheld_at_customs\x18\x05 \x01(\tH\x00R\rheldAtC"
    b"ustoms\x12)\n\x0ffailed_attempts\x18\x06 \x01(\rH\x00R\x0efailedAttempts\x129\n\narrives_at\x18\x07"
    b' \x01(\x0b2\x1a.google.protobuf.TimestampR\tarrivesAtB\x07\n\x05cause"\xc7\x01\n\x11ShipmentDeli'
    b"vered\x12\x19\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12#\n\rtracking_code\x18\x02 \x01(\tR\x0c"
    b"trackingCode\x12=\n\x0cdelivered_at\x18\x03 \x01(\x0b2\x1a.google.protobuf.TimestampR\x0bdeliveredAt\x12"
    b"#\n\x0btaken_in_by\x18\x04 \x01(\tH\x00R\ttakenInBy\x88\x01\x01B\x0e\n\x0c_taken_in_by*d\n\x0cS"
    b"erviceLevel\x12\x1d\n\x19SERVICE_LEVEL_UNSPECIFIED\x10\x00\x12\x1a\n\x16SERVICE_LEVEL_STANDARD\x10\x01"
    b"\x12\x19\n\x15SERVICE_LEVEL_EXPRESS\x10\x02b\x06proto3",
    google_protobuf_duration.FILE,
    google_protobuf_timestamp.FILE,
    storefront_types_v1_address.FILE,
)
