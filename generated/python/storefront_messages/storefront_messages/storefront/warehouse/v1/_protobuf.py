"""The Protobuf messages of `storefront.warehouse.v1`."""

from __future__ import annotations

from treaty.codecs import protobuf
from treaty.contract import MessageSchema

from storefront_messages._descriptors import storefront_warehouse_v1_climate

ClimateAlert = protobuf.message_class(storefront_warehouse_v1_climate.FILE, "ClimateAlert")
ClimateReading = protobuf.message_class(storefront_warehouse_v1_climate.FILE, "ClimateReading")

CLIMATE_ALERT = MessageSchema(
    name="storefront.warehouse.v1.ClimateAlert",
    version="1.0",
    fingerprint="985d0f1f20bc2239c355eec053817203c36e3d6e04f9cdbe53b4cd0645ef1f79",
    type=ClimateAlert,
    codec=protobuf.ProtobufCodec(ClimateAlert),
)

CLIMATE_READING = MessageSchema(
    name="storefront.warehouse.v1.ClimateReading",
    version="1.0",
    fingerprint="220ae4729fcaececca3c13f909bf898870258d1af006449cc045807ce027a0aa",
    type=ClimateReading,
    codec=protobuf.ProtobufCodec(ClimateReading),
)
