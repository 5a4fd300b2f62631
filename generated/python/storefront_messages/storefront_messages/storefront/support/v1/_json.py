"""The JSON messages of `storefront.support.v1`."""

from __future__ import annotations

from typing import Annotated, Literal

import treaty
from msgspec import UNSET, Meta, Struct, UnsetType
from treaty.codecs.json import ExactCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.contract import MessageSchema

from storefront_messages.storefront.conversation.v1 import _json as _conversation_v1_json
from storefront_messages.storefront.conversation.v1 import _json_schema as _conversation_v1_json_schema
from storefront_messages.storefront.support.v1 import _json_schema

treaty.require_api(1)


class CaseOpened(Struct, frozen=True, kw_only=True):
    """The customer service took a matter up."""

    case_id: Annotated[str, Meta(max_length=36)]
    """The case."""

    subject: Annotated[str, Meta(min_length=1, max_length=200)]
    """What it is about, in a few words."""

    priority: Literal["low", "normal", "high"]
    """How soon a person should look."""

    opened_at: Annotated[str, Meta(max_length=40)]
    """When it was taken up."""

    conversation_id: _conversation_v1_json.ConversationMessageConversationId | UnsetType = UNSET

    order_id: Annotated[str, Meta(max_length=36)] | UnsetType = UNSET
    """The order that it is about, if any."""


CASE_OPENED = MessageSchema(
    name="storefront.support.v1.CaseOpened",
    version="1.0",
    fingerprint="519d84e9d24103db7616e9f494c4c121b4e8f3f0d76ce58f6cd108df70ce1131",
    type=CaseOpened,
    codec=ExactCodec(
        CaseOpened,
        JsonSchema(
            "json-schema:///storefront/support/v1/CaseOpened.schema.json",
            _json_schema.CASE_OPENED,
            _conversation_v1_json_schema.CONVERSATION_MESSAGE,
        ),
    ),
)
