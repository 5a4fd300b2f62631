"""How the Avro messages of `storefront.common.v1` become bytes and back, as their schemas say."""

from __future__ import annotations

from treaty.codecs.avro_values import bytes_of_unscaled, decimal_of, unscaled_of
from treaty.codecs.avro_wire import SMALL, read_span, write_long

from storefront_messages.storefront.common.v1._avro_types import Address, Money


def write_address(out: bytearray, value: Address) -> None:
    raw = value.recipient.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    raw = value.street.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    raw = value.postal_code.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    raw = value.city.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    raw = value.country.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw


def read_address(data: bytes, at: int) -> tuple[Address, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    recipient = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    street = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    postal_code = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    city = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    country = data[start:at].decode()

    return Address(recipient=recipient, street=street, postal_code=postal_code, city=city, country=country), at


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
