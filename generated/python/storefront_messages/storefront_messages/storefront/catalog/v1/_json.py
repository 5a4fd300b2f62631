"""The JSON messages of `storefront.catalog.v1`."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import treaty
from msgspec import UNSET, Meta, Struct, UnsetType
from treaty.codecs.json import ExactCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.contract import MessageSchema

from storefront_messages.storefront.catalog.v1 import _json_schema

treaty.require_api(1)


class Product(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product as the shop shows it."""

    sku: ProductSku

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    """Its name."""

    price: ProductPrice

    image: Annotated[str, Meta(max_length=2048)] | UnsetType = UNSET
    """Where its picture lies."""


class ProductPrice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A price in a currency's smallest unit."""

    minor_units: Annotated[int, Meta(ge=0, le=100000000)]
    """1990 for EUR 19.90."""

    currency: Literal["EUR", "GBP", "USD", "CHF"]
    """ISO 4217 code."""


ProductSku: TypeAlias = Annotated[str, Meta(pattern="^[A-Z]{3}-[0-9]{4,8}\\Z")]
"""A stock keeping unit: three letters and four to eight digits, such as LMP-0042."""

PRODUCT = MessageSchema(
    name="storefront.catalog.v1.Product",
    version="1.0-dev+d0193ec3",
    fingerprint="d0193ec3b2dd45f0538c58c3770278395396a1ca6f670f2efcc8f7565b02fe74",
    type=Product,
    codec=ExactCodec(
        Product,
        JsonSchema("json-schema:///storefront/catalog/v1/Product.schema.json", _json_schema.PRODUCT),
    ),
)
