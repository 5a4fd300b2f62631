"""The JSON messages of `storefront.tools.v1`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import treaty
from msgspec import UNSET, Meta, Struct, UnsetType
from treaty.codecs.json import CheckedCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.codecs.json_values import typed, unchanged
from treaty.contract import MessageSchema

from storefront_messages.storefront.conversation.v1 import _json as _conversation_v1_json
from storefront_messages.storefront.conversation.v1 import _json_schema as _conversation_v1_json_schema
from storefront_messages.storefront.tools.v1 import _json_codec, _json_schema

treaty.require_api(1)


class ToolRequest(Struct, frozen=True, kw_only=True):
    """Asks a tool worker to run one tool."""

    conversation_id: _conversation_v1_json.ConversationMessageConversationId

    arguments: ToolRequestCrmLookup | ToolRequestKnowledgeSearch | ToolRequestCalendarBooking
    """What the tool needs to know."""


class ToolRequestCalendarBooking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Books the first free appointment on a day."""

    tool: Literal["calendar_booking"]
    """Tells this tool from the others."""

    day: Annotated[str, Meta(max_length=10)]
    """The day."""

    minutes: Literal[15, 30, 60]
    """How long it should take."""


class ToolRequestCrmLookup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Looks a customer up."""

    tool: Literal["crm_lookup"]
    """Tells this tool from the others."""

    customer_id: Annotated[str, Meta(min_length=1, max_length=64)]
    """The customer's account."""


class ToolRequestKnowledgeSearch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Searches the help pages."""

    tool: Literal["knowledge_search"]
    """Tells this tool from the others."""

    query: Annotated[str, Meta(min_length=2, max_length=200)]
    """What to look for."""

    limit: Annotated[int, Meta(ge=1, le=20)] | UnsetType = UNSET
    """How many pages to find at most.

    `3` where it is absent.
    """


class ToolResult(Struct, frozen=True, kw_only=True):
    """What a tool found or did. A tool that fails answers with a failure instead."""

    conversation_id: _conversation_v1_json.ConversationMessageConversationId

    findings: Annotated[list[ToolResultFinding], Meta(max_length=20)]
    """One for each thing that the tool found or did, best first."""

    took_ms: Annotated[int, Meta(ge=0, le=600000)] | UnsetType = UNSET
    """How long the tool took, in milliseconds."""


class ToolResultFinding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing, as named values."""

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    """What it is, in a few words."""

    facts: dict[str, Any] | UnsetType = UNSET
    """What is known of it, by name."""

    link: Annotated[str, Meta(max_length=2048)] | UnsetType = UNSET
    """Where to read on."""


TOOL_REQUEST = MessageSchema(
    name="storefront.tools.v1.ToolRequest",
    version="1.2",
    fingerprint="1640c8bf21716923f838c8803f7e75891192e4753cd8d484dbac2a3c23218b61",
    type=ToolRequest,
    codec=CheckedCodec(
        _json_codec.read_tool_request,
        unchanged,
        JsonSchema(
            "json-schema:///storefront/tools/v1/ToolRequest.schema.json",
            _json_schema.TOOL_REQUEST,
            _conversation_v1_json_schema.CONVERSATION_MESSAGE,
        ),
    ),
)

TOOL_RESULT = MessageSchema(
    name="storefront.tools.v1.ToolResult",
    version="1.0",
    fingerprint="3500e05b57d26af777c6982267e1d082a540f9a649dc1a4498486282f289dc88",
    type=ToolResult,
    codec=CheckedCodec(
        typed(ToolResult),
        unchanged,
        JsonSchema(
            "json-schema:///storefront/tools/v1/ToolResult.schema.json",
            _json_schema.TOOL_RESULT,
            _conversation_v1_json_schema.CONVERSATION_MESSAGE,
        ),
    ),
)
