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
from treaty.codecs.avro_wire import SMALL, expected, read_count, read_int, read_span, write_fixed, write_int, write_long

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
        size = len(tax)
        if size < 8192:
            out += SMALL[size]
        else:
            write_long(out, size)
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
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    invoice_number = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    order_id = uuid_of(data[start:at])

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    customer_id = data[start:at].decode()

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
                start, at = read_span(data, at)
            else:
                start = at + 1
                at = start + (size >> 1)
            key = data[start:at].decode()
            item, at = read_money(data, at)
            tax[key] = item
        count = data[at]
        at += 1

    start = at
    at += 32
    document_hash = data[start:at]
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
