"""The Avro messages of `storefront.orders.v1`."""

from __future__ import annotations

import datetime
import enum
import uuid

import msgspec

from storefront_messages.storefront.common.v1._avro_types import Address, Money


class PaymentMethod(enum.StrEnum):
    """How the customer wants to pay. Readers take a method that they do not know for UNKNOWN."""

    UNKNOWN = "UNKNOWN"
    CARD = "CARD"
    PAYPAL = "PAYPAL"
    INVOICE = "INVOICE"


class RejectionReason(enum.StrEnum):
    """Which step failed. Readers take a reason that they do not know for OTHER."""

    OTHER = "OTHER"
    FRAUD = "FRAUD"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    PAYMENT_DECLINED = "PAYMENT_DECLINED"
    NOT_DELIVERABLE = "NOT_DELIVERABLE"


class SalesChannel(enum.StrEnum):
    """Where an order comes from. Readers take a channel that they do not know for OTHER."""

    OTHER = "OTHER"
    WEB = "WEB"
    APP = "APP"
    AGENT = "AGENT"


class OrderConfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """An order passed every step: screened, in stock, paid, and booked with a carrier."""

    order_id: uuid.UUID
    """The order."""
    customer_id: str
    """The customer's account."""
    confirmed_at: datetime.datetime
    """When the last step was done."""
    total: Money
    """What the customer paid."""
    reservation_id: uuid.UUID
    """The stock that is held for the order."""
    payment_id: str
    """The payment at the provider."""
    tracking_code: str
    """The carrier's code for the parcel."""
    arrives_on: datetime.date
    """The day on which the carrier expects to deliver."""


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One product of an order."""

    sku: str
    """The product's stock keeping unit."""
    title: str
    """The product's name when it was ordered."""
    quantity: int
    """How many pieces."""
    unit_price: Money
    """The price of one piece."""


class OrderPlaced(msgspec.Struct, frozen=True, kw_only=True):
    """An order was taken in. Nothing is reserved or paid yet."""

    order_id: uuid.UUID
    """The order."""
    customer_id: str
    """The customer's account."""
    placed_at: datetime.datetime
    """When the order was taken in."""
    lines: list[OrderLine]
    """What was ordered."""
    total: Money
    """What the customer is to pay, shipping included."""
    sales_channel: SalesChannel
    """Where the order comes from."""
    loyalty_points: int = 0
    """Points that the customer earns by this order."""
    coupon_code: str | None = None
    """The coupon that was redeemed, if any."""
    promised_on: datetime.date | None = None
    """The day on which the shop promised the parcel, if it did."""


class OrderRejected(msgspec.Struct, frozen=True, kw_only=True):
    """An order failed at one step, and what was done before is undone."""

    order_id: uuid.UUID
    """The order."""
    customer_id: str
    """The customer's account."""
    rejected_at: datetime.datetime
    """When the order ended."""
    reason: RejectionReason
    """Which step failed."""
    detail: str = ""
    """A sentence for the customer service, never shown to the customer."""


class PlaceOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for an order to be taken through fraud screening, stock, payment and shipping."""

    order_id: uuid.UUID
    """Chosen by the shop, so that asking twice orders once."""
    customer_id: str
    """The customer's account."""
    lines: list[OrderLine]
    """What is ordered."""
    shipping_address: Address
    """Where the parcel goes."""
    payment_method: PaymentMethod = PaymentMethod.UNKNOWN
    """How the customer pays."""
    wanted_on: datetime.date | None = None
    """The day on which the parcel should arrive, if the customer chose one."""
    gift_note: str | None = None
    """A line to print on the delivery note."""
