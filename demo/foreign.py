"""Messages of senders that are not generated: one that was deployed with an older release, and one without treaty."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import fastavro

from demo.build import ROOT
from treaty.transport import Outgoing

_RELEASE = ROOT / "contracts" / "releases" / "storefront.orders.v1.OrderPlaced" / "1.0" / "storefront"


def order_placed_1_0(order_id: UUID, customer_id: str) -> Outgoing:
    """`OrderPlaced` as release 1.0 had it: the customer under an old name, no coupon, fewer sales channels."""
    order = {
        "order_id": str(order_id),
        "client_id": customer_id,
        "placed_at": datetime.now(UTC),
        "lines": [
            {
                "sku": "CHO-0007",
                "title": "Chocolate",
                "quantity": 2,
                "unit_price": {"amount": Decimal("12.00"), "currency": "EUR"},
            }
        ],
        "total": {"amount": Decimal("24.00"), "currency": "EUR"},
        "sales_channel": "APP",
        "loyalty_points": 24,
    }
    out = io.BytesIO()
    fastavro.schemaless_writer(out, _writer_schema(), order)
    return _message(
        "events.order.placed",
        "events.order.placed",
        out.getvalue(),
        key=str(order_id),
        type_name="storefront.orders.v1.OrderPlaced",
        content_type="application/avro",
    )


def half_a_message() -> Outgoing:
    """JSON that ends in the middle."""
    return _message(
        "conversations.messages",
        "conversations.c-bill.messages",
        b'{"text": "no end',
        key="c-bill",
        type_name="storefront.conversation.v1.ConversationMessage",
        content_type="application/json",
    )


def _writer_schema() -> fastavro.types.Schema:
    """The released text, with the types that it imports."""
    texts = [
        (_RELEASE / f"{name}.avsc").read_text()
        for name in ("common/v1/Money", "orders/v1/OrderLine", "orders/v1/OrderPlaced")
    ]
    known: dict[str, dict[str, object]] = {}
    *_, order_placed = [fastavro.parse_schema(json.loads(text), known) for text in texts]
    return order_placed


def _message(object_name: str, address: str, body: bytes, *, key: str, type_name: str, content_type: str) -> Outgoing:
    """The envelope is CloudEvents in binary mode: any sender can write it."""
    message_id = str(uuid4())
    headers = {
        "ce_specversion": "1.0",
        "ce_id": message_id,
        "ce_source": "stranger",
        "ce_type": type_name,
        "ce_subject": address,
        "ce_time": datetime.now(UTC).isoformat(),
        "ce_messagetype": "EVENT",
        "ce_schemaversion": "1.0",
        "content-type": content_type,
    }
    encoded = tuple((name, value.encode()) for name, value in headers.items())
    return Outgoing(object_name, address, key.encode(), encoded, body, message_id)
