"""`storefront.customer.v1`."""

from ._json import (
    CART_UPDATED,
    PAGE_VIEW,
    CartUpdated,
    CartUpdatedCartEmptied,
    CartUpdatedItemAdded,
    CartUpdatedItemRemoved,
    PageView,
    PageViewSessionId,
)

__all__ = [
    "CART_UPDATED",
    "PAGE_VIEW",
    "CartUpdated",
    "CartUpdatedCartEmptied",
    "CartUpdatedItemAdded",
    "CartUpdatedItemRemoved",
    "PageView",
    "PageViewSessionId",
]
