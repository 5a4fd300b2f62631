"""The Avro messages of `storefront.inventory.v1`, each with what encodes and decodes it."""

from __future__ import annotations

from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import (
    read_out_of_stock,
    read_release_stock,
    read_reserve_stock,
    read_stock_changed,
    read_stock_changed_1_0_stock_changed,
    read_stock_line,
    read_stock_reserved,
    write_out_of_stock,
    write_release_stock,
    write_reserve_stock,
    write_stock_changed,
    write_stock_line,
    write_stock_reserved,
)
from ._avro_types import OutOfStock, ReleaseStock, ReserveStock, StockCause, StockChanged, StockLine, StockReserved

OUT_OF_STOCK = MessageSchema(
    name="storefront.inventory.v1.OutOfStock",
    version="1.0-dev+7012b3c7",
    fingerprint="7012b3c7243a6326dec169b0b03f73ef55515cfe3fc7d0ef0cd68ae556e438bf",
    type=OutOfStock,
    codec=AvroCodec(
        name="storefront.inventory.v1.OutOfStock",
        version="1.0-dev+7012b3c7",
        write=write_out_of_stock,
        read=read_out_of_stock,
    ),
)

RELEASE_STOCK = MessageSchema(
    name="storefront.inventory.v1.ReleaseStock",
    version="1.0-dev+90e4d954",
    fingerprint="90e4d954effe17f17d0f637b1f08054d222352ed4b968f5bf676df2b676d8db9",
    type=ReleaseStock,
    codec=AvroCodec(
        name="storefront.inventory.v1.ReleaseStock",
        version="1.0-dev+90e4d954",
        write=write_release_stock,
        read=read_release_stock,
    ),
)

RESERVE_STOCK = MessageSchema(
    name="storefront.inventory.v1.ReserveStock",
    version="1.0-dev+b1646889",
    fingerprint="b1646889f634bc5cbfe102494fdad4f84b5f50ff6309eef987f78aa033e91688",
    type=ReserveStock,
    codec=AvroCodec(
        name="storefront.inventory.v1.ReserveStock",
        version="1.0-dev+b1646889",
        write=write_reserve_stock,
        read=read_reserve_stock,
    ),
)

STOCK_CHANGED = MessageSchema(
    name="storefront.inventory.v1.StockChanged",
    version="1.1",
    fingerprint="fc6acc72046d1e3b39f78d25dbe6ba26bbe52739a157bc10b3379e6a5616f1e1",
    type=StockChanged,
    codec=AvroCodec(
        name="storefront.inventory.v1.StockChanged",
        version="1.1",
        write=write_stock_changed,
        read=read_stock_changed,
        releases={"1.0": read_stock_changed_1_0_stock_changed},
    ),
)

STOCK_LINE = MessageSchema(
    name="storefront.inventory.v1.StockLine",
    version="1.0-dev+7d983c84",
    fingerprint="7d983c8432b4cfa9c4bb189181aa9b12fb91f0588ad27626da2e705069aafce3",
    type=StockLine,
    codec=AvroCodec(
        name="storefront.inventory.v1.StockLine",
        version="1.0-dev+7d983c84",
        write=write_stock_line,
        read=read_stock_line,
    ),
)

STOCK_RESERVED = MessageSchema(
    name="storefront.inventory.v1.StockReserved",
    version="1.0-dev+51fd96a4",
    fingerprint="51fd96a4d8ecad127b91d3291b7d270954ca4b7fa7e4ac1b15ea1018bab73eda",
    type=StockReserved,
    codec=AvroCodec(
        name="storefront.inventory.v1.StockReserved",
        version="1.0-dev+51fd96a4",
        write=write_stock_reserved,
        read=read_stock_reserved,
    ),
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
