"""How the Avro messages of `storefront.common.v1` become bytes and back, as their schemas say."""

from __future__ import annotations

from treaty.codecs.avro_values import bytes_of_unscaled, decimal_of, unscaled_of
from treaty.codecs.avro_wire import SMALL, read_size, write_long

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
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    recipient = data[at:end].decode()
    at = end

    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    street = data[at:end].decode()
    at = end

    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    postal_code = data[at:end].decode()
    at = end

    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    city = data[at:end].decode()
    at = end

    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    country = data[at:end].decode()
    at = end
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
