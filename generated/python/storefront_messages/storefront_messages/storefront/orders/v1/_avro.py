"""The Avro messages of `storefront.orders.v1`, each with what encodes and decodes it."""

from __future__ import annotations

import treaty
from treaty.codecs.avro import AvroCodec
from treaty.contract import MessageSchema

from ._avro_codec import (
    read_order_confirmed,
    read_order_line,
    read_order_placed,
    read_order_placed_1_0,
    read_order_placed_1_1,
    read_order_rejected,
    read_place_order,
    write_order_confirmed,
    write_order_line,
    write_order_placed,
    write_order_rejected,
    write_place_order,
)
from ._avro_types import (
    OrderConfirmed,
    OrderLine,
    OrderPlaced,
    OrderRejected,
    PaymentMethod,
    PlaceOrder,
    RejectionReason,
    SalesChannel,
)

treaty.require_api(1)

ORDER_CONFIRMED = MessageSchema(
    name="storefront.orders.v1.OrderConfirmed",
    version="1.0",
    fingerprint="b8e7b89f215ea4140aafeeff71069d79fec8f9406a204df7ee9134e4af0c9c96",
    type=OrderConfirmed,
    codec=AvroCodec(
        name="storefront.orders.v1.OrderConfirmed",
        version="1.0",
        schema=(
            '{"fields":[{"name":"order_id","type":{"logicalType":"uuid","type":"string"}},{"name":"customer_i'
            'd","type":"string"},{"name":"confirmed_at","type":{"logicalType":"timestamp-millis","type":"long'
            '"}},{"name":"total","type":{"fields":[{"name":"amount","type":{"logicalType":"decimal","precisio'
            'n":12,"scale":2,"type":"bytes"}},{"name":"currency","type":"string"}],"name":"storefront.common.'
            'v1.Money","type":"record"}},{"name":"reservation_id","type":{"logicalType":"uuid","type":"string'
            '"}},{"name":"payment_id","type":"string"},{"name":"tracking_code","type":"string"},{"name":"arri'
            'ves_on","type":{"logicalType":"date","type":"int"}}],"name":"storefront.orders.v1.OrderConfirmed'
            '","type":"record"}'
        ),
        write=write_order_confirmed,
        read=read_order_confirmed,
    ),
)

ORDER_LINE = MessageSchema(
    name="storefront.orders.v1.OrderLine",
    version="1.0-dev+00e890af",
    fingerprint="00e890af704ba88f0bc6e8fd60cd14915762359ce8f0faf053220ad3401a5c9d",
    type=OrderLine,
    codec=AvroCodec(
        name="storefront.orders.v1.OrderLine",
        version="1.0-dev+00e890af",
        schema=(
            '{"fields":[{"name":"sku","type":"string"},{"name":"title","type":"string"},{"name":"quantity","t'
            'ype":"int"},{"name":"unit_price","type":{"fields":[{"name":"amount","type":{"logicalType":"decim'
            'al","precision":12,"scale":2,"type":"bytes"}},{"name":"currency","type":"string"}],"name":"store'
            'front.common.v1.Money","type":"record"}}],"name":"storefront.orders.v1.OrderLine","type":"record'
            '"}'
        ),
        write=write_order_line,
        read=read_order_line,
    ),
)

ORDER_PLACED = MessageSchema(
    name="storefront.orders.v1.OrderPlaced",
    version="1.2",
    fingerprint="9e4b1ca3030b84727fed9c455855d1561be80882ff48972134bd11b9b03083c4",
    type=OrderPlaced,
    codec=AvroCodec(
        name="storefront.orders.v1.OrderPlaced",
        version="1.2",
        schema=(
            '{"aliases":["storefront.orders.v1.OrderCreated"],"fields":[{"name":"order_id","type":{"logicalTy'
            'pe":"uuid","type":"string"}},{"aliases":["client_id"],"name":"customer_id","type":"string"},{"na'
            'me":"placed_at","type":{"logicalType":"timestamp-millis","type":"long"}},{"name":"lines","type":'
            '{"items":{"fields":[{"name":"sku","type":"string"},{"name":"title","type":"string"},{"name":"qua'
            'ntity","type":"int"},{"name":"unit_price","type":{"fields":[{"name":"amount","type":{"logicalTyp'
            'e":"decimal","precision":12,"scale":2,"type":"bytes"}},{"name":"currency","type":"string"}],"nam'
            'e":"storefront.common.v1.Money","type":"record"}}],"name":"storefront.orders.v1.OrderLine","type'
            '":"record"},"type":"array"}},{"name":"total","type":"storefront.common.v1.Money"},{"name":"sales'
            '_channel","type":{"default":"OTHER","name":"storefront.orders.v1.SalesChannel","symbols":["OTHER'
            '","WEB","APP","AGENT"],"type":"enum"}},{"default":0,"name":"loyalty_points","type":"long"},{"def'
            'ault":null,"name":"coupon_code","type":["null","string"]},{"default":null,"name":"promised_on","'
            'type":["null",{"logicalType":"date","type":"int"}]}],"name":"storefront.orders.v1.OrderPlaced","'
            'type":"record"}'
        ),
        write=write_order_placed,
        read=read_order_placed,
        releases={"1.0": read_order_placed_1_0, "1.1": read_order_placed_1_1},
    ),
)

ORDER_REJECTED = MessageSchema(
    name="storefront.orders.v1.OrderRejected",
    version="1.0",
    fingerprint="740ff99fffceb75d5c54086365802b59859b88d6592ce1a29eda30c55a8066de",
    type=OrderRejected,
    codec=AvroCodec(
        name="storefront.orders.v1.OrderRejected",
        version="1.0",
        schema=(
            '{"fields":[{"name":"order_id","type":{"logicalType":"uuid","type":"string"}},{"name":"customer_i'
            'd","type":"string"},{"name":"rejected_at","type":{"logicalType":"timestamp-millis","type":"long"'
            '}},{"name":"reason","type":{"default":"OTHER","name":"storefront.orders.v1.RejectionReason","sym'
            'bols":["OTHER","FRAUD","OUT_OF_STOCK","PAYMENT_DECLINED","NOT_DELIVERABLE"],"type":"enum"}},{"de'
            'fault":"","name":"detail","type":"string"}],"name":"storefront.orders.v1.OrderRejected","type":"'
            'record"}'
        ),
        write=write_order_rejected,
        read=read_order_rejected,
    ),
)

PLACE_ORDER = MessageSchema(
    name="storefront.orders.v1.PlaceOrder",
    version="1.0",
    fingerprint="60589196b8f08d74ab241961cccc57665eeefbd1d9f82e3c7bc0ea16a5816c93",
    type=PlaceOrder,
    codec=AvroCodec(
        name="storefront.orders.v1.PlaceOrder",
        version="1.0",
        schema=(
            '{"fields":[{"name":"order_id","type":{"logicalType":"uuid","type":"string"}},{"name":"customer_i'
            'd","type":"string"},{"name":"lines","type":{"items":{"fields":[{"name":"sku","type":"string"},{"'
            'name":"title","type":"string"},{"name":"quantity","type":"int"},{"name":"unit_price","type":{"fi'
            'elds":[{"name":"amount","type":{"logicalType":"decimal","precision":12,"scale":2,"type":"bytes"}'
            '},{"name":"currency","type":"string"}],"name":"storefront.common.v1.Money","type":"record"}}],"n'
            'ame":"storefront.orders.v1.OrderLine","type":"record"},"type":"array"}},{"name":"shipping_addres'
            's","type":{"fields":[{"name":"recipient","type":"string"},{"name":"street","type":"string"},{"na'
            'me":"postal_code","type":"string"},{"name":"city","type":"string"},{"name":"country","type":"str'
            'ing"}],"name":"storefront.common.v1.Address","type":"record"}},{"default":"UNKNOWN","name":"paym'
            'ent_method","type":{"default":"UNKNOWN","name":"storefront.orders.v1.PaymentMethod","symbols":["'
            'UNKNOWN","CARD","PAYPAL","INVOICE"],"type":"enum"}},{"default":null,"name":"wanted_on","type":["'
            'null",{"logicalType":"date","type":"int"}]},{"default":null,"name":"gift_note","type":["null","s'
            'tring"]}],"name":"storefront.orders.v1.PlaceOrder","type":"record"}'
        ),
        write=write_place_order,
        read=read_place_order,
    ),
)

__all__ = [
    "ORDER_CONFIRMED",
    "ORDER_LINE",
    "ORDER_PLACED",
    "ORDER_REJECTED",
    "PLACE_ORDER",
    "OrderConfirmed",
    "OrderLine",
    "OrderPlaced",
    "OrderRejected",
    "PaymentMethod",
    "PlaceOrder",
    "RejectionReason",
    "SalesChannel",
]
