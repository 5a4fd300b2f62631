"""The JSON messages of `storefront.recommendation.v1`."""

from __future__ import annotations

from typing import Annotated, Literal

import treaty
from msgspec import UNSET, Meta, Struct, UnsetType
from treaty.codecs.json import CheckedCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.codecs.json_values import typed, unchanged
from treaty.contract import MessageSchema

from storefront_messages.storefront.catalog.v1 import _json as _catalog_v1_json
from storefront_messages.storefront.catalog.v1 import _json_schema as _catalog_v1_json_schema
from storefront_messages.storefront.customer.v1 import _json as _customer_v1_json
from storefront_messages.storefront.customer.v1 import _json_schema as _customer_v1_json_schema
from storefront_messages.storefront.recommendation.v1 import _json_schema

treaty.require_api(1)


class ProductsSuggested(Struct, frozen=True, kw_only=True):
    """The products that a customer may like, best first."""

    session_id: _customer_v1_json.PageViewSessionId

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

    session_id: _customer_v1_json.PageViewSessionId

    limit: Annotated[int, Meta(ge=1, le=20)]
    """How many to suggest at most."""

    customer_id: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET
    """The customer's account, when they are signed in."""

    exclude: Annotated[list[_catalog_v1_json.ProductSku], Meta(max_length=100)] | UnsetType = UNSET
    """What not to suggest."""


PRODUCTS_SUGGESTED = MessageSchema(
    name="storefront.recommendation.v1.ProductsSuggested",
    version="1.0",
    fingerprint="30957923f5b37afcf399ca565a4e38f157207088293efa2597e12f04204915ab",
    type=ProductsSuggested,
    codec=CheckedCodec(
        typed(ProductsSuggested),
        unchanged,
        JsonSchema(
            "json-schema:///storefront/recommendation/v1/ProductsSuggested.schema.json",
            _json_schema.PRODUCTS_SUGGESTED,
            _catalog_v1_json_schema.PRODUCT,
            _customer_v1_json_schema.PAGE_VIEW,
        ),
    ),
)

SUGGEST_PRODUCTS = MessageSchema(
    name="storefront.recommendation.v1.SuggestProducts",
    version="1.0",
    fingerprint="2eee2c92b282c0092c1020f7beada71cd1163fdc26c06d41ca200c3ec56b890a",
    type=SuggestProducts,
    codec=CheckedCodec(
        typed(SuggestProducts),
        unchanged,
        JsonSchema(
            "json-schema:///storefront/recommendation/v1/SuggestProducts.schema.json",
            _json_schema.SUGGEST_PRODUCTS,
            _catalog_v1_json_schema.PRODUCT,
            _customer_v1_json_schema.PAGE_VIEW,
        ),
    ),
)
