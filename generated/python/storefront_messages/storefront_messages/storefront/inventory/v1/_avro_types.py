"""The Avro messages of `storefront.inventory.v1`."""

from __future__ import annotations

import datetime
import enum
import uuid

import msgspec


class StockCause(enum.StrEnum):
    """Why stock changed. Readers take a cause that they do not know for CORRECTION."""

    CORRECTION = "CORRECTION"
    RESERVED = "RESERVED"
    RELEASED = "RELEASED"
    DELIVERED = "DELIVERED"
    SPOILED = "SPOILED"
    RETURNED = "RETURNED"


class OutOfStock(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is held, for at least one product of the order is missing."""

    order_id: uuid.UUID
    """The order that asked."""
    missing: list[StockLine]
    """What is missing, and how much of it."""


class ReleaseStock(msgspec.Struct, frozen=True, kw_only=True):
    """Gives held pieces back: the undoing of ReserveStock."""

    order_id: uuid.UUID
    """The order that they were held for."""
    reservation_id: uuid.UUID
    """The hold to end."""


class ReserveStock(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for pieces to be held for an order."""

    order_id: uuid.UUID
    """The order to hold them for."""
    lines: list[StockLine]
    """What to hold."""
    hold_until: datetime.datetime | None = None
    """When the hold ends by itself; the warehouse's own limit when absent."""


class StockChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The pieces on hand of one product changed by a difference; the stock is the sum of all of them."""

    sku: str
    """The product's stock keeping unit."""
    warehouse_id: str
    """Where the pieces lie."""
    delta: int
    """The difference: -3 when three pieces left."""
    cause: StockCause
    """Why it changed."""
    order_id: uuid.UUID | None = None
    """The order that caused it, if one did."""
    changed_at: datetime.datetime
    """When it changed."""


class StockLine(msgspec.Struct, frozen=True, kw_only=True):
    """A number of pieces of one product."""

    sku: str
    """The product's stock keeping unit."""
    quantity: int
    """How many pieces."""


class StockReserved(msgspec.Struct, frozen=True, kw_only=True):
    """All pieces of an order are held in one warehouse."""

    order_id: uuid.UUID
    """The order that they are held for."""
    reservation_id: uuid.UUID
    """What to name when the pieces are taken or released."""
    warehouse_id: str
    """Where they lie."""
    weight_g: int
    """What they weigh together, in grams."""
