"""`storefront.payment.v1`."""

from ._protobuf import (
    CHARGE_PAYMENT,
    PAYMENT_CHARGED,
    PAYMENT_DECLINED,
    PAYMENT_PROCESSED,
    REFUND_PAYMENT,
    ChargePayment,
    PaymentCharged,
    PaymentDeclined,
    PaymentInstrument,
    PaymentProcessed,
    RefundPayment,
)

__all__ = [
    "CHARGE_PAYMENT",
    "PAYMENT_CHARGED",
    "PAYMENT_DECLINED",
    "PAYMENT_PROCESSED",
    "REFUND_PAYMENT",
    "ChargePayment",
    "PaymentCharged",
    "PaymentDeclined",
    "PaymentInstrument",
    "PaymentProcessed",
    "RefundPayment",
]
