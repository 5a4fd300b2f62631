"""The Avro messages of `storefront.common.v1`."""

from __future__ import annotations

import decimal

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a parcel goes."""

    recipient: str
    """The person who takes the parcel in."""
    street: str
    """Street and house number."""
    postal_code: str
    """Postal code, as written in the country."""
    city: str
    """Town or city."""
    country: str
    """ISO 3166-1 alpha-2 code, such as DE."""


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An exact amount in one currency."""

    amount: decimal.Decimal
    """The amount in the currency's main unit, such as 19.90."""
    currency: str
    """ISO 4217 code, such as EUR."""
