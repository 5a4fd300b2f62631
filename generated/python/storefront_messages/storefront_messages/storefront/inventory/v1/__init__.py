"""`storefront.inventory.v1`."""

from ._avro import (
    OUT_OF_STOCK,
    RELEASE_STOCK,
    RESERVE_STOCK,
    STOCK_CHANGED,
    STOCK_LINE,
    STOCK_RESERVED,
    OutOfStock,
    ReleaseStock,
    ReserveStock,
    StockCause,
    StockChanged,
    StockLine,
    StockReserved,
)

__all__ = [
    "OUT_OF_STOCK",
    "RELEASE_STOCK",
    "RESERVE_STOCK",
    "STOCK_CHANGED",
    "STOCK_LINE",
    "STOCK_RESERVED",
    "OutOfStock",
    "ReleaseStock",
    "ReserveStock",
    "StockCause",
    "StockChanged",
    "StockLine",
    "StockReserved",
]
