"""`storefront.pricing.v1`."""

from ._avro import PRICE_CHANGED, RECALCULATE_PRICE, PriceChanged, RecalculatePrice

__all__ = ["PRICE_CHANGED", "RECALCULATE_PRICE", "PriceChanged", "RecalculatePrice"]
