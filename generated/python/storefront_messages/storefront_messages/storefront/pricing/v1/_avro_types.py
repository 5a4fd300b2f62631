"""The Avro messages of `storefront.pricing.v1`."""

from __future__ import annotations

import datetime

import msgspec

from storefront_messages.storefront.common.v1._avro_types import Money


class PriceChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A product costs something else from now on."""

    sku: str
    """The product's stock keeping unit."""
    old_price: Money
    """What it cost."""
    new_price: Money
    """What it costs now."""
    valid_from: datetime.datetime
    """From when the new price holds."""
    discount_percent: float = 0.0
    """How far it is below the list price; for display only."""
    reason: str = ""
    """Why it changed, in a word or two; empty when nobody said."""


class RecalculatePrice(msgspec.Struct, frozen=True, kw_only=True):
    """Asks the pricing agent to look at one product again."""

    sku: str
    """The product's stock keeping unit."""
    on_hand: int
    """How many pieces are left."""
    cause: str
    """Why it should look, in a word or two."""
