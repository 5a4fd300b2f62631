"""What reads and writes the JSON messages of `storefront.customer.v1` that msgspec cannot build by itself."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET
from treaty.codecs.json_values import native

from storefront_messages.storefront.customer.v1 import _json


def _read_cart_updated_change(value: Any) -> Any:
    """Read a value of several types."""
    if isinstance(value, dict):
        if value["kind"] == "added":
            return native(value, _json.CartUpdatedItemAdded)
        if value["kind"] == "removed":
            return native(value, _json.CartUpdatedItemRemoved)
        if value["kind"] == "emptied":
            return native(value, _json.CartUpdatedCartEmptied)
        return value
    return value


def read_cart_updated(value: Any) -> _json.CartUpdated:
    """Read a valid JSON value as `CartUpdated`."""
    return _json.CartUpdated(
        session_id=value["session_id"],
        change=_read_cart_updated_change(value["change"]),
        updated_at=value["updated_at"],
        customer_id=value.get("customer_id", UNSET),
    )
