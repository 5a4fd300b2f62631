"""How the Avro messages of `storefront.pricing.v1` become bytes and back, as their schemas say."""

from __future__ import annotations

from treaty.codecs.avro_values import EPOCH, MILLISECOND, bytes_of_unscaled, decimal_of, unscaled_of
from treaty.codecs.avro_wire import (
    SMALL,
    pack_double,
    read_int,
    read_long,
    read_span,
    unpack_double,
    unpack_float,
    write_int,
    write_long,
)

from storefront_messages.storefront.common.v1._avro_types import Money
from storefront_messages.storefront.pricing.v1._avro_types import PriceChanged, RecalculatePrice


def write_money(out: bytearray, value: Money) -> None:
    raw = bytes_of_unscaled(unscaled_of(value.amount, 2, 10**12))
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    raw = value.currency.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw


def read_money(data: bytes, at: int) -> tuple[Money, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    amount = decimal_of(data[start:at], 2, 10**12)

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    currency = data[start:at].decode()

    return Money(amount=amount, currency=currency), at


def write_price_changed(out: bytearray, value: PriceChanged) -> None:
    raw = value.sku.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    write_money(out, value.old_price)
    write_money(out, value.new_price)
    write_long(out, (value.valid_from - EPOCH) // MILLISECOND)
    out += pack_double(value.discount_percent)

    raw = value.reason.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw


def read_price_changed(data: bytes, at: int) -> tuple[PriceChanged, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    sku = data[start:at].decode()

    old_price, at = read_money(data, at)
    new_price, at = read_money(data, at)
    number, at = read_long(data, at)
    valid_from = EPOCH + number * MILLISECOND
    discount_percent = unpack_double(data, at)[0]
    at += 8

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    reason = data[start:at].decode()

    value = PriceChanged(
        sku=sku,
        old_price=old_price,
        new_price=new_price,
        valid_from=valid_from,
        discount_percent=discount_percent,
        reason=reason,
    )
    return value, at


def read_price_changed_1_0(data: bytes, at: int) -> tuple[PriceChanged, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    sku = data[start:at].decode()

    old_price, at = read_money(data, at)
    new_price, at = read_money(data, at)
    number, at = read_long(data, at)
    valid_from = EPOCH + number * MILLISECOND
    discount_percent = unpack_float(data, at)[0]
    at += 4
    value = PriceChanged(
        sku=sku,
        old_price=old_price,
        new_price=new_price,
        valid_from=valid_from,
        discount_percent=discount_percent,
    )
    return value, at


def read_price_changed_1_1(data: bytes, at: int) -> tuple[PriceChanged, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    sku = data[start:at].decode()

    old_price, at = read_money(data, at)
    new_price, at = read_money(data, at)
    number, at = read_long(data, at)
    valid_from = EPOCH + number * MILLISECOND
    discount_percent = unpack_double(data, at)[0]
    at += 8
    value = PriceChanged(
        sku=sku,
        old_price=old_price,
        new_price=new_price,
        valid_from=valid_from,
        discount_percent=discount_percent,
    )
    return value, at


def write_recalculate_price(out: bytearray, value: RecalculatePrice) -> None:
    raw = value.sku.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    on_hand = value.on_hand
    if type(on_hand) is int and 0 <= on_hand < 8192:
        out += SMALL[on_hand]
    else:
        write_int(out, on_hand)

    raw = value.cause.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw


def read_recalculate_price(data: bytes, at: int) -> tuple[RecalculatePrice, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    sku = data[start:at].decode()

    on_hand = data[at]
    if on_hand < 128:
        on_hand = (on_hand >> 1) ^ -(on_hand & 1)
        at += 1
    else:
        on_hand, at = read_int(data, at)

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    cause = data[start:at].decode()

    return RecalculatePrice(sku=sku, on_hand=on_hand, cause=cause), at
