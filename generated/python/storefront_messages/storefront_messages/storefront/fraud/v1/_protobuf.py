"""The Protobuf messages of `storefront.fraud.v1`."""

from __future__ import annotations

from treaty.codecs import protobuf
from treaty.contract import MessageSchema

from storefront_messages._descriptors import storefront_fraud_v1_fraud

OrderScreened = protobuf.message_class(storefront_fraud_v1_fraud.FILE, "OrderScreened")
ScreenOrder = protobuf.message_class(storefront_fraud_v1_fraud.FILE, "ScreenOrder")

ORDER_SCREENED = MessageSchema(
    name="storefront.fraud.v1.OrderScreened",
    version="1.0",
    fingerprint="81f8e761d4568cfbdb73dbda21bf577d3bc57a1dffddd041db26f91be4db3ea0",
    type=OrderScreened,
    codec=protobuf.ProtobufCodec(OrderScreened),
)

SCREEN_ORDER = MessageSchema(
    name="storefront.fraud.v1.ScreenOrder",
    version="1.0",
    fingerprint="5c724522ddaa952d42961d99472403009db2afd8d130999055a7cb847105fad2",
    type=ScreenOrder,
    codec=protobuf.ProtobufCodec(ScreenOrder),
)
