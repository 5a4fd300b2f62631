"""The Avro messages of `storefront.common.v1`, each with what encodes and decodes it."""

from __future__ import annotations

import treaty
from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import read_address, read_money, write_address, write_money
from ._avro_types import Address, Money

treaty.require_api(1)

ADDRESS = MessageSchema(
    name="storefront.common.v1.Address",
    version="1.0-dev+2729b779",
    fingerprint="2729b779480c349bc8bd7450b0bf1ebac6251cae3c8b055478c6134c70badfd6",
    type=Address,
    codec=AvroCodec(
        name="storefront.common.v1.Address",
        version="1.0-dev+2729b779",
        schema=(
            '{"fields":[{"name":"recipient","type":"string"},{"name":"street","type":"string"},{"name":"posta'
            'l_code","type":"string"},{"name":"city","type":"string"},{"name":"country","type":"string"}],"na'
            'me":"storefront.common.v1.Address","type":"record"}'
        ),
        write=write_address,
        read=read_address,
    ),
)

MONEY = MessageSchema(
    name="storefront.common.v1.Money",
    version="1.0-dev+9a0ea43a",
    fingerprint="9a0ea43a221857f6b96bb3e6e62636f698bc6328101b9aaa3fb6ec8dd76f99d3",
    type=Money,
    codec=AvroCodec(
        name="storefront.common.v1.Money",
        version="1.0-dev+9a0ea43a",
        schema=(
            '{"fields":[{"name":"amount","type":{"logicalType":"decimal","precision":12,"scale":2,"type":"byt'
            'es"}},{"name":"currency","type":"string"}],"name":"storefront.common.v1.Money","type":"record"}'
        ),
        write=write_money,
        read=read_money,
    ),
)

__all__ = ["ADDRESS", "MONEY", "Address", "Money"]
