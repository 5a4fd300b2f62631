"""One `.proto` file, serialised, after those that it imports."""

from __future__ import annotations

from . import POOL, google_protobuf_duration, google_protobuf_timestamp

FILE = POOL.file(
    b"\n%storefront/warehouse/v1/climate.proto\x12\x17storefront.warehouse.v1\x1a\x1egoogle/protobuf/duration"
    b'.proto\x1a\x1fgoogle/protobuf/timestamp.proto"\x8d\x02\n\x0eClimateReading\x12!\n\x0cwarehouse_id\x18'
    b"\x01 \x01(\tR\x0bwarehouseId\x12\x1b\n\tsensor_id\x18\x02 \x01(\tR\x08sensorId\x12;\n\x0bmeasur"
    b"ed_at\x18\x03 \x01(\x0b2\x1a.google.protobuf.TimestampR\nmeasuredAt\x12#\n\rtemperature_c\x18\x04 \x01"
    b"(\x01R\x0ctemperatureC\x12)\n\x10humidity_percent\x18\x05 \x01(\x01R\x0fhumidityPercent\x12.\n\x0fbat"
    b'tery_percent\x18\x06 \x01(\rB\x05\xaa\x01\x02\x08\x02R\x0ebatteryPercent"\xe5\x02\n\x0cClimateAler'
    b"t\x12!\n\x0cwarehouse_id\x18\x01 \x01(\tR\x0bwarehouseId\x12G\n\x07measure\x18\x02 \x01(\x0e2-.stor"
    b"efront.warehouse.v1.ClimateAlert.MeasureR\x07measure\x12\x14\n\x05value\x18\x03 \x01(\x01R\x05value\x12"
    b"\x14\n\x05limit\x18\x04 \x01(\x01R\x05limit\x121\n\x06lasted\x18\x05 \x01(\x0b2\x19.google.protobuf.D"
    b'urationR\x06lasted\x127\n\traised_at\x18\x06 \x01(\x0b2\x1a.google.protobuf.TimestampR\x08raisedAt"'
    b"Q\n\x07Measure\x12\x17\n\x13MEASURE_UNSPECIFIED\x10\x00\x12\x17\n\x13MEASURE_TEMPERATURE\x10\x01\x12"
    b"\x14\n\x10MEASURE_HUMIDITY\x10\x02b\x08editionsp\xe8\x07",
    google_protobuf_duration.FILE,
    google_protobuf_timestamp.FILE,
)
