"""The Avro messages of `storefront.pricing.v1`, each with what encodes and decodes it."""

from __future__ import annotations

import treaty
from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import (
    read_price_changed,
    read_price_changed_1_0,
    read_price_changed_1_1,
    read_recalculate_price,
    write_price_changed,
    write_recalculate_price,
)
from ._avro_types import PriceChanged, RecalculatePrice

treaty.require_api(1)

PRICE_CHANGED = MessageSchema(
    name="storefront.pricing.v1.PriceChanged",
    version="1.2",
    fingerprint="7b5e7fcb2ac4135e138f1acdb6eb2064511c926353f6b0c37018396bd893f308",
    type=PriceChanged,
    codec=AvroCodec(
        name="storefront.pricing.v1.PriceChanged",
        version="1.2",
        schema=(
            '{"fields":[{"name":"sku","type":"string"},{"name":"old_price","type":{"fields":[{"name":"amount"'
            ',"type":{"logicalType":"decimal","precision":12,"scale":2,"type":"bytes"}},{"name":"currency","t'
            'ype":"string"}],"name":"storefront.common.v1.Money","type":"record"}},{"name":"new_price","type"'
            ':"storefront.common.v1.Money"},{"name":"valid_from","type":{"logicalType":"timestamp-millis","ty'
            'pe":"long"}},{"default":0.0,"name":"discount_percent","type":"double"},{"default":"","name":"rea'
            'son","type":"string"}],"name":"storefront.pricing.v1.PriceChanged","type":"record"}'
        ),
        write=write_price_changed,
        read=read_price_changed,
        releases={"1.0": read_price_changed_1_0, "1.1": read_price_changed_1_1},
    ),
)

RECALCULATE_PRICE = MessageSchema(
    name="storefront.pricing.v1.RecalculatePrice",
    version="1.0",
    fingerprint="c0453079ef00f1c3442d1a8d631990706402625878618b9530c815174f1cf38f",
    type=RecalculatePrice,
    codec=AvroCodec(
        name="storefront.pricing.v1.RecalculatePrice",
        version="1.0",
        schema=(
            '{"fields":[{"name":"sku","type":"string"},{"name":"on_hand","type":"int"},{"name":"cause","type"'
            ':"string"}],"name":"storefront.pricing.v1.RecalculatePrice","type":"record"}'
        ),
        write=write_recalculate_price,
        read=read_recalculate_price,
    ),
)

__all__ = ["PRICE_CHANGED", "RECALCULATE_PRICE", "PriceChanged", "RecalculatePrice"]
