"""How the Avro messages of `storefront.pricing.v1` become bytes and back, as their schemas say."""

from __future__ import annotations

from treaty.codecs.avro_values import bytes_of_unscaled, decimal_of, moment_of_ms, ms_of_moment, unscaled_of
from treaty.codecs.avro_wire import (
    SMALL,
    pack_double,
    read_int,
    read_long,
    read_size,
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
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    amount = decimal_of(data[at:end], 2, 10**12)
    at = end

    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    currency = data[at:end].decode()
    at = end
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
    write_long(out, ms_of_moment(value.valid_from))
    out += pack_double(value.discount_percent)


def read_price_changed(data: bytes, at: int) -> tuple[PriceChanged, int]:
    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    sku = data[at:end].decode()
    at = end
    old_price, at = read_money(data, at)
    new_price, at = read_money(data, at)
    number, at = read_long(data, at)
    valid_from = moment_of_ms(number)
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


def read_price_changed_1_0(data: bytes, at: int) -> tuple[PriceChanged, int]:
    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    sku = data[at:end].decode()
    at = end
    old_price, at = read_money(data, at)
    new_price, at = read_money(data, at)
    number, at = read_long(data, at)
    valid_from = moment_of_ms(number)
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


def write_recalculate_price(out: bytearray, value: RecalculatePrice) -> None:
    raw = value.sku.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    on_hand = value.on_hand
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
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    sku = data[at:end].decode()
    at = end

    on_hand = data[at]
    if on_hand < 128:
        on_hand = (on_hand >> 1) ^ -(on_hand & 1)
        at += 1
    else:
        on_hand, at = read_int(data, at)

    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    cause = data[at:end].decode()
    at = end
    return RecalculatePrice(sku=sku, on_hand=on_hand, cause=cause), at
