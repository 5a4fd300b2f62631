"""The JSON messages of `storefront.customer.v1`."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import treaty
from msgspec import UNSET, Meta, Struct, UnsetType
from treaty.codecs.json import CheckedCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.codecs.json_values import typed, unchanged
from treaty.contract import MessageSchema

from storefront_messages.storefront.catalog.v1 import _json as _catalog_v1_json
from storefront_messages.storefront.catalog.v1 import _json_schema as _catalog_v1_json_schema
from storefront_messages.storefront.customer.v1 import _json_codec, _json_schema

treaty.require_api(1)


class CartUpdated(Struct, frozen=True, kw_only=True):
    """A customer changed their cart."""

    session_id: PageViewSessionId

    change: CartUpdatedItemAdded | CartUpdatedItemRemoved | CartUpdatedCartEmptied
    """What changed."""

    updated_at: Annotated[str, Meta(max_length=40)]
    """When it changed."""

    customer_id: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET
    """The customer's account, when they are signed in."""


class CartUpdatedCartEmptied(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything was taken out."""

    kind: Literal["emptied"]
    """Tells this change from the others."""


class CartUpdatedItemAdded(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product was put in, or more of it."""

    kind: Literal["added"]
    """Tells this change from the others."""

    product: _catalog_v1_json.Product

    quantity: Annotated[int, Meta(ge=1, le=99)]
    """How many pieces."""


class CartUpdatedItemRemoved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product was taken out."""

    kind: Literal["removed"]
    """Tells this change from the others."""

    sku: _catalog_v1_json.ProductSku


class PageView(Struct, frozen=True, kw_only=True):
    """A customer looked at a page of the shop."""

    session_id: PageViewSessionId

    page: Annotated[str, Meta(max_length=512, pattern="^/")]
    """The page's path."""

    viewed_at: Annotated[str, Meta(max_length=40)]
    """When the page was shown."""

    campaign: dict[str, Annotated[str, Meta(max_length=100)]] | UnsetType = UNSET
    """What the link's campaign said, by parameter."""

    customer_id: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET
    """The customer's account, when they are signed in."""

    device: Literal["phone", "tablet", "desktop", "other"] | UnsetType = UNSET
    """What the customer held."""

    product: _catalog_v1_json.Product | UnsetType = UNSET

    referrer: Annotated[str, Meta(max_length=2048)] | UnsetType = UNSET
    """Where the customer came from."""

    seconds: Annotated[float, Meta(ge=0.0, le=3600.0)] | UnsetType = UNSET
    """How long it was looked at; the shop stops counting after an hour."""


PageViewSessionId: TypeAlias = str
"""One visit of a customer: a UUID in lower case."""

CART_UPDATED = MessageSchema(
    name="storefront.customer.v1.CartUpdated",
    version="1.0",
    fingerprint="e026cecf89971332c81872baaeb7bd2adf9b4b37b8ffff1fd72095a6da4323d2",
    type=CartUpdated,
    codec=CheckedCodec(
        _json_codec.read_cart_updated,
        unchanged,
        JsonSchema(
            "json-schema:///storefront/customer/v1/CartUpdated.schema.json",
            _json_schema.CART_UPDATED,
            _catalog_v1_json_schema.PRODUCT,
            _json_schema.PAGE_VIEW,
        ),
    ),
)

PAGE_VIEW = MessageSchema(
    name="storefront.customer.v1.PageView",
    version="1.3",
    fingerprint="ae6d9c90969551d45902f02be57229b6bae07ea071dbdbd10649736abef38dc7",
    type=PageView,
    codec=CheckedCodec(
        typed(PageView),
        unchanged,
        JsonSchema(
            "json-schema:///storefront/customer/v1/PageView.schema.json",
            _json_schema.PAGE_VIEW,
            _catalog_v1_json_schema.PRODUCT,
        ),
    ),
)
