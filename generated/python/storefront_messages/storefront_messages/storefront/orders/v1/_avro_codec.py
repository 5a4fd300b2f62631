"""How the Avro messages of `storefront.orders.v1` become bytes and back, as their schemas say."""

from __future__ import annotations

import datetime

from treaty.codecs.avro_values import (
    EPOCH,
    MILLISECOND,
    bytes_of_unscaled,
    date_of,
    days_of,
    decimal_of,
    text_of_uuid,
    unscaled_of,
    uuid_of,
)
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

from storefront_messages.storefront.common.v1._avro_types import Address, Money
from storefront_messages.storefront.orders.v1._avro_types import (
    OrderConfirmed,
    OrderLine,
    OrderPlaced,
    OrderRejected,
    PaymentMethod,
    PlaceOrder,
    RejectionReason,
    SalesChannel,
)

_INDEX_OF_PAYMENT_METHOD: dict[PaymentMethod, int] = {
    PaymentMethod.UNKNOWN: 0,
    PaymentMethod.CARD: 2,
    PaymentMethod.PAYPAL: 4,
    PaymentMethod.INVOICE: 6,
}
_INDEX_OF_REJECTION_REASON: dict[RejectionReason, int] = {
    RejectionReason.OTHER: 0,
    RejectionReason.FRAUD: 2,
    RejectionReason.OUT_OF_STOCK: 4,
    RejectionReason.PAYMENT_DECLINED: 6,
    RejectionReason.NOT_DELIVERABLE: 8,
}
_INDEX_OF_SALES_CHANNEL: dict[SalesChannel, int] = {
    SalesChannel.OTHER: 0,
    SalesChannel.WEB: 2,
    SalesChannel.APP: 4,
    SalesChannel.AGENT: 6,
}
_PAYMENT_METHOD_OF_INDEX: dict[int, PaymentMethod] = {
    0: PaymentMethod.UNKNOWN,
    2: PaymentMethod.CARD,
    4: PaymentMethod.PAYPAL,
    6: PaymentMethod.INVOICE,
}
_REJECTION_REASON_OF_INDEX: dict[int, RejectionReason] = {
    0: RejectionReason.OTHER,
    2: RejectionReason.FRAUD,
    4: RejectionReason.OUT_OF_STOCK,
    6: RejectionReason.PAYMENT_DECLINED,
    8: RejectionReason.NOT_DELIVERABLE,
}
_SALES_CHANNEL_OF_INDEX: dict[int, SalesChannel] = {
    0: SalesChannel.OTHER,
    2: SalesChannel.WEB,
    4: SalesChannel.APP,
    6: SalesChannel.AGENT,
}
_SALES_CHANNEL_OF_INDEX_IN_ORDER_PLACED_1_0: dict[int, SalesChannel] = {
    0: SalesChannel.OTHER,
    2: SalesChannel.WEB,
    4: SalesChannel.APP,
}


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


def write_order_confirmed(out: bytearray, value: OrderConfirmed) -> None:
    out += text_of_uuid(value.order_id)

    raw = value.customer_id.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    write_long(out, (value.confirmed_at - EPOCH) // MILLISECOND)
    write_money(out, value.total)
    out += text_of_uuid(value.reservation_id)

    raw = value.payment_id.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    raw = value.tracking_code.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    write_int(out, days_of(value.arrives_on))


def read_order_confirmed(data: bytes, at: int) -> tuple[OrderConfirmed, int]:
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

    number, at = read_long(data, at)
    confirmed_at = EPOCH + number * MILLISECOND
    total, at = read_money(data, at)

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
    payment_id = data[start:at].decode()

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    tracking_code = data[start:at].decode()

    number, at = read_int(data, at)
    arrives_on = date_of(number)
    value = OrderConfirmed(
        order_id=order_id,
        customer_id=customer_id,
        confirmed_at=confirmed_at,
        total=total,
        reservation_id=reservation_id,
        payment_id=payment_id,
        tracking_code=tracking_code,
        arrives_on=arrives_on,
    )
    return value, at


def write_order_line(out: bytearray, value: OrderLine) -> None:
    raw = value.sku.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    raw = value.title.encode()
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

    write_money(out, value.unit_price)


def read_order_line(data: bytes, at: int) -> tuple[OrderLine, int]:
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
    title = data[start:at].decode()

    quantity = data[at]
    if quantity < 128:
        quantity = (quantity >> 1) ^ -(quantity & 1)
        at += 1
    else:
        quantity, at = read_int(data, at)

    unit_price, at = read_money(data, at)
    return OrderLine(sku=sku, title=title, quantity=quantity, unit_price=unit_price), at


def write_order_placed(out: bytearray, value: OrderPlaced) -> None:
    out += text_of_uuid(value.order_id)

    raw = value.customer_id.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    write_long(out, (value.placed_at - EPOCH) // MILLISECOND)

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
            write_order_line(out, item)
    out.append(0)

    write_money(out, value.total)
    out.append(_INDEX_OF_SALES_CHANNEL[value.sales_channel])

    loyalty_points = value.loyalty_points
    if type(loyalty_points) is int and 0 <= loyalty_points < 8192:
        out += SMALL[loyalty_points]
    else:
        write_long(out, loyalty_points)

    coupon_code = value.coupon_code
    if coupon_code is None:
        out.append(0)
    else:
        out.append(2)
        raw = coupon_code.encode()
        size = len(raw)
        if size < 8192:
            out += SMALL[size]
        else:
            write_long(out, size)
        out += raw

    promised_on = value.promised_on
    if promised_on is None:
        out.append(0)
    else:
        out.append(2)
        write_int(out, days_of(promised_on))


def read_order_placed(data: bytes, at: int) -> tuple[OrderPlaced, int]:
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

    number, at = read_long(data, at)
    placed_at = EPOCH + number * MILLISECOND

    lines: list[OrderLine] = []
    count = data[at]
    at += 1
    while count:
        if count & 0x81:
            count, at = read_count(data, at - 1)
        else:
            count >>= 1
        for _ in range(count):
            item, at = read_order_line(data, at)
            lines.append(item)
        count = data[at]
        at += 1

    total, at = read_money(data, at)
    sales_channel = _SALES_CHANNEL_OF_INDEX[data[at]]
    at += 1

    loyalty_points = data[at]
    if loyalty_points < 128:
        loyalty_points = (loyalty_points >> 1) ^ -(loyalty_points & 1)
        at += 1
    else:
        loyalty_points, at = read_long(data, at)

    coupon_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        coupon_code = None
    elif branch == 2:
        size = data[at]
        if size & 0x81:
            start, at = read_span(data, at)
        else:
            start = at + 1
            at = start + (size >> 1)
        coupon_code = data[start:at].decode()
    else:
        raise bad_branch(branch, 2)

    promised_on: datetime.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        promised_on = None
    elif branch == 2:
        number, at = read_int(data, at)
        promised_on = date_of(number)
    else:
        raise bad_branch(branch, 2)

    value = OrderPlaced(
        order_id=order_id,
        customer_id=customer_id,
        placed_at=placed_at,
        lines=lines,
        total=total,
        sales_channel=sales_channel,
        loyalty_points=loyalty_points,
        coupon_code=coupon_code,
        promised_on=promised_on,
    )
    return value, at


def read_order_placed_1_0(data: bytes, at: int) -> tuple[OrderPlaced, int]:
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

    number, at = read_long(data, at)
    placed_at = EPOCH + number * MILLISECOND

    lines: list[OrderLine] = []
    count = data[at]
    at += 1
    while count:
        if count & 0x81:
            count, at = read_count(data, at - 1)
        else:
            count >>= 1
        for _ in range(count):
            item, at = read_order_line(data, at)
            lines.append(item)
        count = data[at]
        at += 1

    total, at = read_money(data, at)
    sales_channel = _SALES_CHANNEL_OF_INDEX_IN_ORDER_PLACED_1_0[data[at]]
    at += 1

    loyalty_points = data[at]
    if loyalty_points < 128:
        loyalty_points = (loyalty_points >> 1) ^ -(loyalty_points & 1)
        at += 1
    else:
        loyalty_points, at = read_int(data, at)

    value = OrderPlaced(
        order_id=order_id,
        customer_id=customer_id,
        placed_at=placed_at,
        lines=lines,
        total=total,
        sales_channel=sales_channel,
        loyalty_points=loyalty_points,
    )
    return value, at


def read_order_placed_1_1(data: bytes, at: int) -> tuple[OrderPlaced, int]:
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

    number, at = read_long(data, at)
    placed_at = EPOCH + number * MILLISECOND

    lines: list[OrderLine] = []
    count = data[at]
    at += 1
    while count:
        if count & 0x81:
            count, at = read_count(data, at - 1)
        else:
            count >>= 1
        for _ in range(count):
            item, at = read_order_line(data, at)
            lines.append(item)
        count = data[at]
        at += 1

    total, at = read_money(data, at)
    sales_channel = _SALES_CHANNEL_OF_INDEX[data[at]]
    at += 1

    loyalty_points = data[at]
    if loyalty_points < 128:
        loyalty_points = (loyalty_points >> 1) ^ -(loyalty_points & 1)
        at += 1
    else:
        loyalty_points, at = read_long(data, at)

    coupon_code: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        coupon_code = None
    elif branch == 2:
        size = data[at]
        if size & 0x81:
            start, at = read_span(data, at)
        else:
            start = at + 1
            at = start + (size >> 1)
        coupon_code = data[start:at].decode()
    else:
        raise bad_branch(branch, 2)

    value = OrderPlaced(
        order_id=order_id,
        customer_id=customer_id,
        placed_at=placed_at,
        lines=lines,
        total=total,
        sales_channel=sales_channel,
        loyalty_points=loyalty_points,
        coupon_code=coupon_code,
    )
    return value, at


def write_order_rejected(out: bytearray, value: OrderRejected) -> None:
    out += text_of_uuid(value.order_id)

    raw = value.customer_id.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

    write_long(out, (value.rejected_at - EPOCH) // MILLISECOND)
    out.append(_INDEX_OF_REJECTION_REASON[value.reason])

    raw = value.detail.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw


def read_order_rejected(data: bytes, at: int) -> tuple[OrderRejected, int]:
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

    number, at = read_long(data, at)
    rejected_at = EPOCH + number * MILLISECOND
    reason = _REJECTION_REASON_OF_INDEX[data[at]]
    at += 1

    size = data[at]
    if size & 0x81:
        start, at = read_span(data, at)
    else:
        start = at + 1
        at = start + (size >> 1)
    detail = data[start:at].decode()

    value = OrderRejected(
        order_id=order_id,
        customer_id=customer_id,
        rejected_at=rejected_at,
        reason=reason,
        detail=detail,
    )
    return value, at


def write_place_order(out: bytearray, value: PlaceOrder) -> None:
    out += text_of_uuid(value.order_id)

    raw = value.customer_id.encode()
    size = len(raw)
    if size < 8192:
        out += SMALL[size]
    else:
        write_long(out, size)
    out += raw

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
            write_order_line(out, item)
    out.append(0)

    write_address(out, value.shipping_address)
    out.append(_INDEX_OF_PAYMENT_METHOD[value.payment_method])

    wanted_on = value.wanted_on
    if wanted_on is None:
        out.append(0)
    else:
        out.append(2)
        write_int(out, days_of(wanted_on))

    gift_note = value.gift_note
    if gift_note is None:
        out.append(0)
    else:
        out.append(2)
        raw = gift_note.encode()
        size = len(raw)
        if size < 8192:
            out += SMALL[size]
        else:
            write_long(out, size)
        out += raw


def read_place_order(data: bytes, at: int) -> tuple[PlaceOrder, int]:
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

    lines: list[OrderLine] = []
    count = data[at]
    at += 1
    while count:
        if count & 0x81:
            count, at = read_count(data, at - 1)
        else:
            count >>= 1
        for _ in range(count):
            item, at = read_order_line(data, at)
            lines.append(item)
        count = data[at]
        at += 1

    shipping_address, at = read_address(data, at)
    payment_method = _PAYMENT_METHOD_OF_INDEX[data[at]]
    at += 1

    wanted_on: datetime.date | None
    branch = data[at]
    at += 1
    if branch == 0:
        wanted_on = None
    elif branch == 2:
        number, at = read_int(data, at)
        wanted_on = date_of(number)
    else:
        raise bad_branch(branch, 2)

    gift_note: str | None
    branch = data[at]
    at += 1
    if branch == 0:
        gift_note = None
    elif branch == 2:
        size = data[at]
        if size & 0x81:
            start, at = read_span(data, at)
        else:
            start = at + 1
            at = start + (size >> 1)
        gift_note = data[start:at].decode()
    else:
        raise bad_branch(branch, 2)

    value = PlaceOrder(
        order_id=order_id,
        customer_id=customer_id,
        lines=lines,
        shipping_address=shipping_address,
        payment_method=payment_method,
        wanted_on=wanted_on,
        gift_note=gift_note,
    )
    return value, at
