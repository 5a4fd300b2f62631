"""One `.proto` file, serialised, after those that it imports."""

from __future__ import annotations

from . import POOL, storefront_types_v1_money

FILE = POOL.file(
    b"\n\x1fstorefront/fraud/v1/fraud.proto\x12\x13storefront.fraud.v1\x1a\x1fstorefront/types/v1/money.proto"
    b'"\xd4\x01\n\x0bScreenOrder\x12\x19\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12\x1f\n\x0bcust'
    b"omer_id\x18\x02 \x01(\tR\ncustomerId\x120\n\x05total\x18\x03 \x01(\x0b2\x1a.storefront.types.v1.Mon"
    b"eyR\x05total\x12\x18\n\x07country\x18\x04 \x01(\tR\x07country\x12*\n\x0eearlier_orders\x18\x05 \x01"
    b'(\rH\x00R\rearlierOrders\x88\x01\x01B\x11\n\x0f_earlier_orders"\x80\x02\n\rOrderScreened\x12'
    b"\x19\n\x08order_id\x18\x01 \x01(\tR\x07orderId\x12D\n\x07verdict\x18\x02 \x01(\x0e2*.storefront.fra"
    b"ud.v1.OrderScreened.VerdictR\x07verdict\x12\x14\n\x05score\x18\x03 \x01(\x01R\x05score\x12\x18\n\x07s"
    b'ignals\x18\x04 \x03(\tR\x07signals"^\n\x07Verdict\x12\x17\n\x13VERDICT_UNSPECIFIED\x10\x00\x12\x12'
    b"\n\x0eVERDICT_ACCEPT\x10\x01\x12\x12\n\x0eVERDICT_REVIEW\x10\x02\x12\x12\n\x0eVERDICT_REFUSE\x10\x03"
    b"b\x06proto3",
    storefront_types_v1_money.FILE,
)
