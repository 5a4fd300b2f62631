"""The JSON messages of `storefront.notification.v1`."""

from __future__ import annotations

from typing import Annotated, Literal

import treaty
from msgspec import Meta, Struct
from treaty.codecs.json import ExactCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.contract import MessageSchema

from storefront_messages.storefront.notification.v1 import _json_schema

treaty.require_api(1)


class NotificationSent(Struct, frozen=True, kw_only=True):
    """A customer was told something."""

    notification_id: Annotated[str, Meta(max_length=36)]
    """The notification."""

    customer_id: Annotated[str, Meta(min_length=1, max_length=64)]
    """The customer's account."""

    template: Literal[
        "order_confirmed",
        "order_rejected",
        "payment_received",
        "parcel_sent",
        "parcel_delayed",
        "parcel_arrived",
        "appointment_booked",
    ]
    """What the customer was told."""

    medium: Literal["mail", "push", "sms"]
    """How the customer was told."""

    sent_at: Annotated[str, Meta(max_length=40)]
    """When it was sent."""


NOTIFICATION_SENT = MessageSchema(
    name="storefront.notification.v1.NotificationSent",
    version="1.0",
    fingerprint="0942dfa842b1408cfbb9e3ec723b67ebf89d502adff08af1ce914cdf20c50aa7",
    type=NotificationSent,
    codec=ExactCodec(
        NotificationSent,
        JsonSchema(
            "json-schema:///storefront/notification/v1/NotificationSent.schema.json",
            _json_schema.NOTIFICATION_SENT,
        ),
    ),
)
