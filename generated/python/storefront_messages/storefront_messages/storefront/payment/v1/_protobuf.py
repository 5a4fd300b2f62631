"""The Protobuf messages of `storefront.payment.v1`."""

from __future__ import annotations

from treaty.codecs import protobuf
from treaty.contract import MessageSchema

from storefront_messages._descriptors import storefront_payment_v1_payment

ChargePayment = protobuf.message_class(storefront_payment_v1_payment.FILE, "ChargePayment")
PaymentCharged = protobuf.message_class(storefront_payment_v1_payment.FILE, "PaymentCharged")
PaymentDeclined = protobuf.message_class(storefront_payment_v1_payment.FILE, "PaymentDeclined")
PaymentInstrument = protobuf.enumeration(storefront_payment_v1_payment.FILE, "PaymentInstrument")
PaymentProcessed = protobuf.message_class(storefront_payment_v1_payment.FILE, "PaymentProcessed")
RefundPayment = protobuf.message_class(storefront_payment_v1_payment.FILE, "RefundPayment")

CHARGE_PAYMENT = MessageSchema(
    name="storefront.payment.v1.ChargePayment",
    version="1.0",
    fingerprint="61404922857e2385b9e525f897a0a77006aee7cd9b624cdd06db000cc3d385c8",
    type=ChargePayment,
    codec=protobuf.ProtobufCodec(ChargePayment),
)

PAYMENT_CHARGED = MessageSchema(
    name="storefront.payment.v1.PaymentCharged",
    version="1.0",
    fingerprint="dbdc18f7d0af811e190129af45e4dd909e13085d71d4efa2bffc1383c57fe5cc",
    type=PaymentCharged,
    codec=protobuf.ProtobufCodec(PaymentCharged),
)

PAYMENT_DECLINED = MessageSchema(
    name="storefront.payment.v1.PaymentDeclined",
    version="1.0",
    fingerprint="44c20151b7e9fd04a4b53d4b10e60ccde4c28e981ed6eaf6bc9e40641dbcd3fd",
    type=PaymentDeclined,
    codec=protobuf.ProtobufCodec(PaymentDeclined),
)

PAYMENT_PROCESSED = MessageSchema(
    name="storefront.payment.v1.PaymentProcessed",
    version="1.2",
    fingerprint="2b0612f896439f794d541bb99e905253d4465f983356e2b3b6fcc291a28ce39f",
    type=PaymentProcessed,
    codec=protobuf.ProtobufCodec(PaymentProcessed),
)

REFUND_PAYMENT = MessageSchema(
    name="storefront.payment.v1.RefundPayment",
    version="1.0",
    fingerprint="a6a5cdc7ce78a75f2032db0e249bc95497dcdf01a62325e2e8ff5df252df0ec8",
    type=RefundPayment,
    codec=protobuf.ProtobufCodec(RefundPayment),
)
