"""The Avro messages of `storefront.inventory.v1`, each with what encodes and decodes it."""

from __future__ import annotations

import treaty
from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import (
    read_out_of_stock,
    read_release_stock,
    read_reserve_stock,
    read_stock_changed,
    read_stock_changed_1_0,
    read_stock_changed_1_1,
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

treaty.require_api(1)

OUT_OF_STOCK = MessageSchema(
    name="storefront.inventory.v1.OutOfStock",
    version="1.0",
    fingerprint="a32dbbc364f87cd450acd52e127c2059c7739ea3933dd3f9fd735b70aeceaf04",
    type=OutOfStock,
    codec=AvroCodec(
        name="storefront.inventory.v1.OutOfStock",
        version="1.0",
        schema=(
            '{"fields":[{"name":"order_id","type":{"logicalType":"uuid","type":"string"}},{"name":"missing","'
            'type":{"items":{"fields":[{"name":"sku","type":"string"},{"name":"quantity","type":"int"}],"name'
            '":"storefront.inventory.v1.StockLine","type":"record"},"type":"array"}}],"name":"storefront.inve'
            'ntory.v1.OutOfStock","type":"record"}'
        ),
        write=write_out_of_stock,
        read=read_out_of_stock,
    ),
)

RELEASE_STOCK = MessageSchema(
    name="storefront.inventory.v1.ReleaseStock",
    version="1.0",
    fingerprint="90e4d954effe17f17d0f637b1f08054d222352ed4b968f5bf676df2b676d8db9",
    type=ReleaseStock,
    codec=AvroCodec(
        name="storefront.inventory.v1.ReleaseStock",
        version="1.0",
        schema=(
            '{"fields":[{"name":"order_id","type":{"logicalType":"uuid","type":"string"}},{"name":"reservatio'
            'n_id","type":{"logicalType":"uuid","type":"string"}}],"name":"storefront.inventory.v1.ReleaseSto'
            'ck","type":"record"}'
        ),
        write=write_release_stock,
        read=read_release_stock,
    ),
)

RESERVE_STOCK = MessageSchema(
    name="storefront.inventory.v1.ReserveStock",
    version="1.0",
    fingerprint="83e5e0fb30b3879aebc3e863fd5ebd5bd834c3ba8017f0ae86beee7f9ecceb8d",
    type=ReserveStock,
    codec=AvroCodec(
        name="storefront.inventory.v1.ReserveStock",
        version="1.0",
        schema=(
            '{"fields":[{"name":"order_id","type":{"logicalType":"uuid","type":"string"}},{"name":"lines","ty'
            'pe":{"items":{"fields":[{"name":"sku","type":"string"},{"name":"quantity","type":"int"}],"name":'
            '"storefront.inventory.v1.StockLine","type":"record"},"type":"array"}},{"default":null,"name":"ho'
            'ld_until","type":["null",{"logicalType":"timestamp-millis","type":"long"}]}],"name":"storefront.'
            'inventory.v1.ReserveStock","type":"record"}'
        ),
        write=write_reserve_stock,
        read=read_reserve_stock,
    ),
)

STOCK_CHANGED = MessageSchema(
    name="storefront.inventory.v1.StockChanged",
    version="1.2",
    fingerprint="ed03def0b0b82269b531382bb227e225d2abfc8c69792ee000495ad24f03ef67",
    type=StockChanged,
    codec=AvroCodec(
        name="storefront.inventory.v1.StockChanged",
        version="1.2",
        schema=(
            '{"fields":[{"name":"sku","type":"string"},{"name":"warehouse_id","type":"string"},{"name":"delta'
            '","type":"int"},{"name":"cause","type":{"default":"CORRECTION","name":"storefront.inventory.v1.S'
            'tockCause","symbols":["CORRECTION","RESERVED","RELEASED","DELIVERED","SPOILED","RETURNED"],"type'
            '":"enum"}},{"default":null,"name":"order_id","type":["null",{"logicalType":"uuid","type":"string'
            '"}]},{"name":"changed_at","type":{"logicalType":"timestamp-micros","type":"long"}}],"name":"stor'
            'efront.inventory.v1.StockChanged","type":"record"}'
        ),
        write=write_stock_changed,
        read=read_stock_changed,
        releases={"1.0": read_stock_changed_1_0, "1.1": read_stock_changed_1_1},
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
        schema=(
            '{"fields":[{"name":"sku","type":"string"},{"name":"quantity","type":"int"}],"name":"storefront.i'
            'nventory.v1.StockLine","type":"record"}'
        ),
        write=write_stock_line,
        read=read_stock_line,
    ),
)

STOCK_RESERVED = MessageSchema(
    name="storefront.inventory.v1.StockReserved",
    version="1.0",
    fingerprint="51fd96a4d8ecad127b91d3291b7d270954ca4b7fa7e4ac1b15ea1018bab73eda",
    type=StockReserved,
    codec=AvroCodec(
        name="storefront.inventory.v1.StockReserved",
        version="1.0",
        schema=(
            '{"fields":[{"name":"order_id","type":{"logicalType":"uuid","type":"string"}},{"name":"reservatio'
            'n_id","type":{"logicalType":"uuid","type":"string"}},{"name":"warehouse_id","type":"string"},{"n'
            'ame":"weight_g","type":"int"}],"name":"storefront.inventory.v1.StockReserved","type":"record"}'
        ),
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
