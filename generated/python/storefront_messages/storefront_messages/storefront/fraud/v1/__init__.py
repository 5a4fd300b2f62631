"""`storefront.fraud.v1`."""

from ._protobuf import ORDER_SCREENED, SCREEN_ORDER, OrderScreened, ScreenOrder

__all__ = ["ORDER_SCREENED", "SCREEN_ORDER", "OrderScreened", "ScreenOrder"]
