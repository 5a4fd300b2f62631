"""How the Avro messages of `storefront.inventory.v1` become bytes and back, as their schemas say."""

from __future__ import annotations

import datetime
import uuid

from treaty.codecs.avro_values import EPOCH, MICROSECOND, MILLISECOND, text_of_uuid, uuid_of
from treaty.codecs.avro_wire import (
    SMALL,
    bad_branch,
    expected,
    read_count,
    read_int,
    read_long,
    read_span,
    write_int,
    write_long,
)

from storefront_messages.storefront.inventory.v1._avro_types import (
    OutOfStock,
    ReleaseStock,
    ReserveStock,
    StockCause,
    StockChanged,
    StockLine,
    StockReserved,
)

_INDEX_OF_STOCK_CAUSE: dict[StockCause, int] = {
    StockCause.CORRECTION: 0,
    StockCause.RESERVED: 2,
    StockCause.RELEASED: 4,
    StockCause.DELIVERED: 6,
    StockCause.SPOILED: 8,
    StockCause.RETURNED: 10,
}
_STOCK_CAUSE_OF_INDEX: dict[int, StockCause] = {
    0: StockCause.CORRECTION,
    2: StockCause.RESERVED,
    4: StockCause.RELEASED,
    6: StockCause.DELIVERED,
    8: StockCause.SPOILED,
    10: StockCause.RETURNED,
}
_STOCK_CAUSE_OF_INDEX_IN_STOCK_CHANGED_1_0: dict[int, StockCause] = {
    0: StockCause.CORRECTION,
    2: StockCause.RESERVED,
    4: StockCause.RELEASED,
    6: StockCause.DELIVERED,
}
_STOCK_CAUSE_OF_INDEX_IN_STOCK_CHANGED_1_1: dict[int, StockCause] = {
    0: StockCause.CORRECTION,
    2: StockCause.RESERVED,
    4: StockCause.RELEASED,
    6: StockCause.DELIVERED,
    8: StockCause.SPOILED,
}


def write_out_of_stock(out: bytearray, value: OutOfStock) -> None:
    out += text_of_uuid(value.order_id)

    missing = value.missing
    if not isinstance(missing, list):
        raise expected("a list", missing)
    if missing:
        size = len(missing)
        if size < 8192:
            out += SMALL[size]
        else:
            write_long(out, size)
        for item in missing:
            write_stock_line(out, item)
    out.append(0)


def read_out_of_stock(data: bytes, at: int) -> tuple[OutOfStock, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    order_id = uuid_of(data[start:at])

    missing: list[StockLine] = []
    count = data[at]
    at += 1
    while count:
        if count & 0x81:
            count, at = read_count(data, at - 1)
        else:
            count >>= 1
        for _ in range(count):
            item, at = read_stock_line(data, at)
            missing.append(item)
        count = data[at]
        at += 1

    return OutOfStock(order_id=order_id, missing=missing), at


def write_release_stock(out: bytearray, value: ReleaseStock) -> None:
    out += text_of_uuid(value.order_id)
    out += text_of_uuid(value.reservation_id)


def read_release_stock(data: bytes, at: int) -> tuple[ReleaseStock, int]:
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
    reservation_id = uuid_of(data[start:at])

    return ReleaseStock(order_id=order_id, reservation_id=reservation_id), at


def write_reserve_stock(out: bytearray, value: ReserveStock) -> None:
    out += text_of_uuid(value.order_id)

    lines = value.lines
    if not isinstance(lines, list):
        raise expected("a list", lines)
    if lines:
        size = len(lines)
        if size < 8192:
            out += SMALL[size]
        else:
            write_long(out, size)
        for item in lines:
            write_stock_line(out, item)
    out.append(0)

    hold_until = value.hold_until
    if hold_until is None:
        out.append(0)
    else:
        out.append(2)
        write_long(out, (hold_until - EPOCH) // MILLISECOND)


def read_reserve_stock(data: bytes, at: int) -> tuple[ReserveStock, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    order_id = uuid_of(data[start:at])

    lines: list[StockLine] = []
    count = data[at]
    at += 1
    while count:
        if count & 0x81:
            count, at = read_count(data, at - 1)
        else:
            count >>= 1
        for _ in range(count):
            item, at = read_stock_line(data, at)
            lines.append(item)
        count = data[at]
        at += 1

    hold_until: datetime.datetime | None
    branch = data[at]
    at += 1
    if branch == 0:
        hold_until = None
    elif branch == 2:
        number, at = read_long(data, at)
        hold_until = EPOCH + number * MILLISECOND
    else:
        raise bad_branch(branch, 2)

    return ReserveStock(order_id=order_id, lines=lines, hold_until=hold_until), at


def write_stock_changed(out: bytearray, value: StockChanged) -> None:
    raw = value.sku.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    raw = value.warehouse_id.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    delta = value.delta
    if type(delta) is int and 0 <= delta < 8192:
        out += SMALL[delta]
    else:
        write_int(out, delta)

    out.append(_INDEX_OF_STOCK_CAUSE[value.cause])

    order_id = value.order_id
    if order_id is None:
        out.append(0)
    else:
        out.append(2)
        out += text_of_uuid(order_id)

    write_long(out, (value.changed_at - EPOCH) // MICROSECOND)


def read_stock_changed(data: bytes, at: int) -> tuple[StockChanged, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    sku = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    warehouse_id = data[start:at].decode()

    delta = data[at]
    if delta < 128:
        delta = (delta >> 1) ^ -(delta & 1)
        at += 1
    else:
        delta, at = read_int(data, at)

    cause = _STOCK_CAUSE_OF_INDEX[data[at]]
    at += 1

    order_id: uuid.UUID | None
    branch = data[at]
    at += 1
    if branch == 0:
        order_id = None
    elif branch == 2:
        size = data[at]
        if size & 0x81:
            start, at = read_span(data, at)
        else:
            start = at + 1
            at = start + (size >> 1)
        order_id = uuid_of(data[start:at])
    else:
        raise bad_branch(branch, 2)

    number, at = read_long(data, at)
    changed_at = EPOCH + number * MICROSECOND
    value = StockChanged(
        sku=sku,
        warehouse_id=warehouse_id,
        delta=delta,
        cause=cause,
        order_id=order_id,
        changed_at=changed_at,
    )
    return value, at


def read_stock_changed_1_0(data: bytes, at: int) -> tuple[StockChanged, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    sku = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    warehouse_id = data[start:at].decode()

    delta = data[at]
    if delta < 128:
        delta = (delta >> 1) ^ -(delta & 1)
        at += 1
    else:
        delta, at = read_int(data, at)

    cause = _STOCK_CAUSE_OF_INDEX_IN_STOCK_CHANGED_1_0[data[at]]
    at += 1
    number, at = read_long(data, at)
    changed_at = EPOCH + number * MICROSECOND
    return StockChanged(sku=sku, warehouse_id=warehouse_id, delta=delta, cause=cause, changed_at=changed_at), at


def read_stock_changed_1_1(data: bytes, at: int) -> tuple[StockChanged, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    sku = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    warehouse_id = data[start:at].decode()

    delta = data[at]
    if delta < 128:
        delta = (delta >> 1) ^ -(delta & 1)
        at += 1
    else:
        delta, at = read_int(data, at)

    cause = _STOCK_CAUSE_OF_INDEX_IN_STOCK_CHANGED_1_1[data[at]]
    at += 1

    order_id: uuid.UUID | None
    branch = data[at]
    at += 1
    if branch == 0:
        order_id = None
    elif branch == 2:
        size = data[at]
        if size & 0x81:
            start, at = read_span(data, at)
        else:
            start = at + 1
            at = start + (size >> 1)
        order_id = uuid_of(data[start:at])
    else:
        raise bad_branch(branch, 2)

    number, at = read_long(data, at)
    changed_at = EPOCH + number * MICROSECOND
    value = StockChanged(
        sku=sku,
        warehouse_id=warehouse_id,
        delta=delta,
        cause=cause,
        order_id=order_id,
        changed_at=changed_at,
    )
    return value, at


def write_stock_line(out: bytearray, value: StockLine) -> None:
    raw = value.sku.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    quantity = value.quantity
    if type(quantity) is int and 0 <= quantity < 8192:
        out += SMALL[quantity]
    else:
        write_int(out, quantity)


def read_stock_line(data: bytes, at: int) -> tuple[StockLine, int]:
    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    sku = data[start:at].decode()

    quantity = data[at]
    if quantity < 128:
        quantity = (quantity >> 1) ^ -(quantity & 1)
        at += 1
    else:
        quantity, at = read_int(data, at)

    return StockLine(sku=sku, quantity=quantity), at


def write_stock_reserved(out: bytearray, value: StockReserved) -> None:
    out += text_of_uuid(value.order_id)
    out += text_of_uuid(value.reservation_id)

    raw = value.warehouse_id.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    weight_g = value.weight_g
    if type(weight_g) is int and 0 <= weight_g < 8192:
        out += SMALL[weight_g]
    else:
        write_int(out, weight_g)


def read_stock_reserved(data: bytes, at: int) -> tuple[StockReserved, int]:
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
    reservation_id = uuid_of(data[start:at])

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    warehouse_id = data[start:at].decode()

    weight_g = data[at]
    if weight_g < 128:
        weight_g = (weight_g >> 1) ^ -(weight_g & 1)
        at += 1
    else:
        weight_g, at = read_int(data, at)

    value = StockReserved(
        order_id=order_id,
        reservation_id=reservation_id,
        warehouse_id=warehouse_id,
        weight_g=weight_g,
    )
    return value, at
