"""The Avro messages of `storefront.billing.v1`."""

from __future__ import annotations

import datetime
import uuid
from typing import TypeAlias

import msgspec

from storefront_messages.storefront.common.v1._avro_types import Money

Sha256: TypeAlias = bytes


class InvoiceIssued(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice was written and archived."""

    invoice_number: str
    """Consecutive within a year, such as 2026-004711."""
    order_id: uuid.UUID
    """The order that it is for."""
    customer_id: str
    """The customer's account."""
    issued_on: datetime.date
    """The date on the invoice."""
    total: Money
    """What is to pay, tax included."""
    tax: dict[str, Money] = msgspec.field(default_factory=dict)
    """The tax that the total holds, by rate, such as `19%`."""
    document_hash: Sha256
    """The SHA-256 of the archived document."""
