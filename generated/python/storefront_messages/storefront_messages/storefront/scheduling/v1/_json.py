"""The JSON messages of `storefront.scheduling.v1`."""

from __future__ import annotations

from typing import Annotated, Literal

import treaty
from msgspec import UNSET, Meta, Struct, UnsetType
from treaty.codecs.json import ExactCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.contract import MessageSchema

from storefront_messages.storefront.conversation.v1 import _json as _conversation_v1_json
from storefront_messages.storefront.conversation.v1 import _json_schema as _conversation_v1_json_schema
from storefront_messages.storefront.scheduling.v1 import _json_schema

treaty.require_api(1)


class AppointmentBooked(Struct, frozen=True, kw_only=True):
    """A customer has an appointment."""

    appointment_id: Annotated[str, Meta(max_length=36)]
    """The appointment."""

    conversation_id: _conversation_v1_json.ConversationMessageConversationId

    customer_id: Annotated[str, Meta(min_length=1, max_length=64)]
    """The customer's account."""

    day: Annotated[str, Meta(max_length=10)]
    """The day."""

    minutes: Literal[15, 30, 60]
    """How long it takes."""

    starts: Annotated[str, Meta(max_length=20)] | UnsetType = UNSET
    """The time of day, with its offset."""


APPOINTMENT_BOOKED = MessageSchema(
    name="storefront.scheduling.v1.AppointmentBooked",
    version="1.0",
    fingerprint="7970fa8f5eebf9a0f17d7468a8d690dc0568b8119200aa4af9f3b34978b23302",
    type=AppointmentBooked,
    codec=ExactCodec(
        AppointmentBooked,
        JsonSchema(
            "json-schema:///storefront/scheduling/v1/AppointmentBooked.schema.json",
            _json_schema.APPOINTMENT_BOOKED,
            _conversation_v1_json_schema.CONVERSATION_MESSAGE,
        ),
    ),
)
