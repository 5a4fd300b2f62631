"""How the Avro messages of `storefront.billing.v1` become bytes and back, as their schemas say."""

from __future__ import annotations

from treaty.codecs.avro_values import (
    bytes_of_unscaled,
    date_of,
    days_of,
    decimal_of,
    text_of_uuid,
    unscaled_of,
    uuid_of,
)
from treaty.codecs.avro_wire import SMALL, expected, read_count, read_int, read_size, write_fixed, write_int, write_long

from storefront_messages.storefront.billing.v1._avro_types import InvoiceIssued
from storefront_messages.storefront.common.v1._avro_types import Money


def write_invoice_issued(out: bytearray, value: InvoiceIssued) -> None:
    raw = value.invoice_number.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    out += text_of_uuid(value.order_id)

    raw = value.customer_id.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    write_int(out, days_of(value.issued_on))
    write_money(out, value.total)

    tax = value.tax
    if not isinstance(tax, dict):
        raise expected("a dict", tax)
    if tax:
        write_long(out, len(tax))
        for key, item in tax.items():
            raw = key.encode()
            size = len(raw)
            if size < 8192:
                out += SMALL[size]
            else:
                write_long(out, size)
            out += raw
            write_money(out, item)
    out.append(0)
    write_fixed(out, value.document_hash, 32)


def read_invoice_issued(data: bytes, at: int) -> tuple[InvoiceIssued, int]:
    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    invoice_number = data[at:end].decode()
    at = end

    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    order_id = uuid_of(data[at:end].decode())
    at = end

    size = data[at]
    if size & 0x81:
        size, at = read_size(data, at)
    else:
        size >>= 1
        at += 1
    end = at + size
    customer_id = data[at:end].decode()
    at = end
    number, at = read_int(data, at)
    issued_on = date_of(number)
    total, at = read_money(data, at)

    tax: dict[str, Money] = {}
    count = data[at]
    at += 1
    while count:
        if count & 0x81:
            count, at = read_count(data, at - 1)
        else:
            count >>= 1
        for _ in range(count):
            size = data[at]
            if size & 0x81:
                size, at = read_size(data, at)
            else:
                size >>= 1
                at += 1
            end = at + size
            key = data[at:end].decode()
            at = end
            item, at = read_money(data, at)
            tax[key] = item
        count = data[at]
        at += 1

    end = at + 32
    document_hash = data[at:end]
    at = end
    value = InvoiceIssued(
        invoice_number=invoice_number,
        order_id=order_id,
        customer_id=customer_id,
        issued_on=issued_on,
        total=total,
        tax=tax,
        document_hash=document_hash,
    )
    return value, at


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
