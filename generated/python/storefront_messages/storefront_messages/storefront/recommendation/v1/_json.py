"""The JSON messages of `storefront.recommendation.v1`."""

from __future__ import annotations

from typing import Annotated, Literal

import treaty
from msgspec import UNSET, Meta, Struct, UnsetType
from treaty.codecs.json import CheckedCodec, ExactCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.codecs.json_values import typed, unchanged
from treaty.contract import MessageSchema

from storefront_messages.storefront.catalog.v1 import _json as _catalog_v1_json
from storefront_messages.storefront.catalog.v1 import _json_schema as _catalog_v1_json_schema
from storefront_messages.storefront.recommendation.v1 import _json_schema

treaty.require_api(1)


class ProductsSuggested(Struct, frozen=True, kw_only=True):
    """The products that a customer may like, best first."""

    session_id: str
    """The visit that asked."""

    suggestions: Annotated[list[ProductsSuggestedSuggestion], Meta(max_length=20)]
    """Best first."""


class ProductsSuggestedSuggestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product and why it is suggested."""

    product: _catalog_v1_json.Product

    score: Annotated[float, Meta(ge=0.0, le=1.0)]
    """How well it fits, from 0 to 1."""

    reason: Literal["bought_together", "viewed", "popular", "discounted"]
    """Why it is suggested."""


class SuggestProducts(Struct, frozen=True, kw_only=True):
    """Asks which products a customer may like."""

    session_id: str
    """The visit."""

    limit: Annotated[int, Meta(ge=1, le=20)]
    """How many to suggest at most."""

    customer_id: Annotated[str, Meta(max_length=64)] | None | UnsetType = UNSET
    """The customer's account, when they are signed in."""

    exclude: Annotated[list[_catalog_v1_json.ProductSku], Meta(max_length=100)] | UnsetType = UNSET
    """What not to suggest."""


PRODUCTS_SUGGESTED = MessageSchema(
    name="storefront.recommendation.v1.ProductsSuggested",
    version="1.0-dev+f9c0e12d",
    fingerprint="f9c0e12d710ed4d84c41ad231b4d990d3ebfff256c720b8f704a267518f7db88",
    type=ProductsSuggested,
    codec=ExactCodec(
        ProductsSuggested,
        JsonSchema(
            "json-schema:///storefront/recommendation/v1/ProductsSuggested.schema.json",
            _json_schema.PRODUCTS_SUGGESTED,
            _catalog_v1_json_schema.PRODUCT,
        ),
    ),
)

SUGGEST_PRODUCTS = MessageSchema(
    name="storefront.recommendation.v1.SuggestProducts",
    version="1.0-dev+c635931f",
    fingerprint="c635931faa1dc407b460a1905ed9d3d6d5eeaabfa441a578a1f12868f2fc3630",
    type=SuggestProducts,
    codec=CheckedCodec(
        typed(SuggestProducts),
        unchanged,
        JsonSchema(
            "json-schema:///storefront/recommendation/v1/SuggestProducts.schema.json",
            _json_schema.SUGGEST_PRODUCTS,
            _catalog_v1_json_schema.PRODUCT,
        ),
    ),
)
