"""The Avro messages of `storefront.pricing.v1`, each with what encodes and decodes it."""

from __future__ import annotations

from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import (
    read_price_changed,
    read_price_changed_1_0_price_changed,
    read_recalculate_price,
    write_price_changed,
    write_recalculate_price,
)
from ._avro_types import PriceChanged, RecalculatePrice

PRICE_CHANGED = MessageSchema(
    name="storefront.pricing.v1.PriceChanged",
    version="1.1",
    fingerprint="1ce7f66f70b3c64ae13a1c44b419bb46b63ae243a39b094a9c6448b246a37ec5",
    type=PriceChanged,
    codec=AvroCodec(
        name="storefront.pricing.v1.PriceChanged",
        version="1.1",
        write=write_price_changed,
        read=read_price_changed,
        releases={"1.0": read_price_changed_1_0_price_changed},
    ),
)

RECALCULATE_PRICE = MessageSchema(
    name="storefront.pricing.v1.RecalculatePrice",
    version="1.0-dev+c0453079",
    fingerprint="c0453079ef00f1c3442d1a8d631990706402625878618b9530c815174f1cf38f",
    type=RecalculatePrice,
    codec=AvroCodec(
        name="storefront.pricing.v1.RecalculatePrice",
        version="1.0-dev+c0453079",
        write=write_recalculate_price,
        read=read_recalculate_price,
    ),
)

__all__ = ["PRICE_CHANGED", "RECALCULATE_PRICE", "PriceChanged", "RecalculatePrice"]
