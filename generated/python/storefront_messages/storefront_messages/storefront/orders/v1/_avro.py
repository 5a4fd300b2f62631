"""The Avro messages of `storefront.orders.v1`, each with what encodes and decodes it."""

from __future__ import annotations

from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import (
    read_order_confirmed,
    read_order_line,
    read_order_placed,
    read_order_placed_1_0_order_placed,
    read_order_rejected,
    read_payment_method,
    read_place_order,
    write_order_confirmed,
    write_order_line,
    write_order_placed,
    write_order_rejected,
    write_payment_method,
    write_place_order,
)
from ._avro_types import (
    OrderConfirmed,
    OrderLine,
    OrderPlaced,
    OrderRejected,
    PaymentMethod,
    PlaceOrder,
    RejectionReason,
    SalesChannel,
)

ORDER_CONFIRMED = MessageSchema(
    name="storefront.orders.v1.OrderConfirmed",
    version="1.0-dev+22e8bfcb",
    fingerprint="22e8bfcb44c82fd27184e5f0950e697e149d5c595375a01a3c8522d802be8dc3",
    type=OrderConfirmed,
    codec=AvroCodec(
        name="storefront.orders.v1.OrderConfirmed",
        version="1.0-dev+22e8bfcb",
        write=write_order_confirmed,
        read=read_order_confirmed,
    ),
)

ORDER_LINE = MessageSchema(
    name="storefront.orders.v1.OrderLine",
    version="1.0-dev+9e4ecdeb",
    fingerprint="9e4ecdebe4c2d2c73818ae37bf44754753839a33379ccc9e2e899734d2556852",
    type=OrderLine,
    codec=AvroCodec(
        name="storefront.orders.v1.OrderLine",
        version="1.0-dev+9e4ecdeb",
        write=write_order_line,
        read=read_order_line,
    ),
)

ORDER_PLACED = MessageSchema(
    name="storefront.orders.v1.OrderPlaced",
    version="1.1",
    fingerprint="df94497fd0684bef680c41b0b431e54ac0cd51877ad6578cbc3a7469c9bb46a0",
    type=OrderPlaced,
    codec=AvroCodec(
        name="storefront.orders.v1.OrderPlaced",
        version="1.1",
        write=write_order_placed,
        read=read_order_placed,
        releases={"1.0": read_order_placed_1_0_order_placed},
    ),
)

ORDER_REJECTED = MessageSchema(
    name="storefront.orders.v1.OrderRejected",
    version="1.0-dev+740ff99f",
    fingerprint="740ff99fffceb75d5c54086365802b59859b88d6592ce1a29eda30c55a8066de",
    type=OrderRejected,
    codec=AvroCodec(
        name="storefront.orders.v1.OrderRejected",
        version="1.0-dev+740ff99f",
        write=write_order_rejected,
        read=read_order_rejected,
    ),
)

PAYMENT_METHOD = MessageSchema(
    name="storefront.orders.v1.PaymentMethod",
    version="1.0-dev+3e020770",
    fingerprint="3e020770f4ea6c3bbfa77fa4da9d0c2387752f4094f3dd740c59c76f1d382d22",
    type=PaymentMethod,
    codec=AvroCodec(
        name="storefront.orders.v1.PaymentMethod",
        version="1.0-dev+3e020770",
        write=write_payment_method,
        read=read_payment_method,
    ),
)

PLACE_ORDER = MessageSchema(
    name="storefront.orders.v1.PlaceOrder",
    version="1.0-dev+f8f71bb1",
    fingerprint="f8f71bb158dadbb548347c058693389a06c9092578cf2c907f203b84a64e5f74",
    type=PlaceOrder,
    codec=AvroCodec(
        name="storefront.orders.v1.PlaceOrder",
        version="1.0-dev+f8f71bb1",
        write=write_place_order,
        read=read_place_order,
    ),
)

__all__ = [
    "ORDER_CONFIRMED",
    "ORDER_LINE",
    "ORDER_PLACED",
    "ORDER_REJECTED",
    "PAYMENT_METHOD",
    "PLACE_ORDER",
    "OrderConfirmed",
    "OrderLine",
    "OrderPlaced",
    "OrderRejected",
    "PaymentMethod",
    "PlaceOrder",
    "RejectionReason",
    "SalesChannel",
]
