"""`storefront.orders.v1`."""

from ._avro import (
    ORDER_CONFIRMED,
    ORDER_LINE,
    ORDER_PLACED,
    ORDER_REJECTED,
    PLACE_ORDER,
    OrderConfirmed,
    OrderLine,
    OrderPlaced,
    OrderRejected,
    PaymentMethod,
    PlaceOrder,
    RejectionReason,
    SalesChannel,
)

__all__ = [
    "ORDER_CONFIRMED",
    "ORDER_LINE",
    "ORDER_PLACED",
    "ORDER_REJECTED",
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
