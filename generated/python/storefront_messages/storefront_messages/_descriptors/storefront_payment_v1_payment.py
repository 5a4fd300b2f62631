"""One `.proto` file, serialised, after those that it imports."""

from __future__ import annotations

from . import POOL, google_protobuf_timestamp, storefront_types_v1_money

FILE = POOL.file(
    b"\n#storefront/payment/v1/payment.proto\x12\x15storefront.payment.v1\x1a\x1fgoogle/protobuf/timestamp.pr"
    b'oto\x1a\x1fstorefront/types/v1/money.proto"\xc9\x01\n\rChargePayment\x12\x19\n\x08order_id\x18\x01'
    b" \x01(\tR\x07orderId\x12\x1f\n\x0bcustomer_id\x18\x02 \x01(\tR\ncustomerId\x122\n\x06amount\x18"
    b"\x03 \x01(\x0b2\x1a.storefront.types.v1.MoneyR\x06amount\x12H\n\ninstrument\x18\x04 \x01(\x0e2(.store"
    b'front.payment.v1.PaymentInstrumentR\ninstrument"\x85\x01\n\x0ePaymentCharged\x12\x19\n\x08order_'
    b"id\x18\x01 \x01(\tR\x07orderId\x12\x1d\n\npayment_id\x18\x02 \x01(\tR\tpaymentId\x129\n\nch"
    b'arged_at\x18\x03 \x01(\x0b2\x1a.google.protobuf.TimestampR\tchargedAt"@\n\x0fPaymentDeclined\x12\x19'
    b'\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12\x12\n\x04code\x18\x02 \x01(\tR\x04code"\x8d\x01'
    b"\n\rRefundPayment\x12\x19\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12\x1d\n\npayment_id\x18"
    b"\x02 \x01(\tR\tpaymentId\x127\n\x06amount\x18\x03 \x01(\x0b2\x1a.storefront.types.v1.MoneyH\x00R\x06"
    b'amount\x88\x01\x01B\t\n\x07_amount"\x8a\x03\n\x10PaymentProcessed\x12\x19\n\x08order_id\x18\x01'
    b" \x01(\tR\x07orderId\x12\x1d\n\npayment_id\x18\x02 \x01(\tR\tpaymentId\x122\n\x06amount\x18\x03"
    b" \x01(\x0b2\x1a.storefront.types.v1.MoneyR\x06amount\x12H\n\ninstrument\x18\x05 \x01(\x0e2(.storefron"
    b"t.payment.v1.PaymentInstrumentR\ninstrument\x12=\n\x0cprocessed_at\x18\x06 \x01(\x0b2\x1a.google.prot"
    b"obuf.TimestampR\x0bprocessedAt\x12\x1f\n\x0bcustomer_id\x18\x07 \x01(\tR\ncustomerId\x122\n\x12pr"
    b"ovider_reference\x18\x08 \x01(\tH\x00R\x11providerReference\x88\x01\x01B\x15\n\x13_provider_reference"
    b'J\x04\x08\x04\x10\x05R\rcustomer_name*\x93\x01\n\x11PaymentInstrument\x12"\n\x1ePAYMENT_INSTRUME'
    b"NT_UNSPECIFIED\x10\x00\x12\x1b\n\x17PAYMENT_INSTRUMENT_CARD\x10\x01\x12\x1d\n\x19PAYMENT_INSTRUMENT_P"
    b"AYPAL\x10\x02\x12\x1e\n\x1aPAYMENT_INSTRUMENT_INVOICE\x10\x03b\x06proto3",
    google_protobuf_timestamp.FILE,
    storefront_types_v1_money.FILE,
)
