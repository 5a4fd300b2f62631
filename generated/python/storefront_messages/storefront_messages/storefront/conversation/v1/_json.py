"""The JSON messages of `storefront.conversation.v1`."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import treaty
from msgspec import UNSET, Meta, Struct, UnsetType
from treaty.codecs.json import CheckedCodec, ExactCodec
from treaty.codecs.json_schema import JsonSchema
from treaty.codecs.json_values import typed, unchanged
from treaty.contract import MessageSchema

from storefront_messages.storefront.conversation.v1 import _json_schema

treaty.require_api(1)


class ConversationMessage(Struct, frozen=True, kw_only=True):
    """Something that an agent says to a customer."""

    conversation_id: ConversationMessageConversationId

    author: Literal["billing", "support", "scheduling"]
    """The agent that says it."""

    text: Annotated[str, Meta(min_length=1, max_length=4000)]
    """What it says."""

    said_at: Annotated[str, Meta(max_length=40)]
    """When it was said."""

    closes: bool | UnsetType = UNSET
    """Whether the agent takes the matter for settled.

    `false` where it is absent.
    """

    suggestions: Annotated[list[Annotated[str, Meta(min_length=1, max_length=80)]], Meta(max_length=5)] | UnsetType = (
        UNSET
    )
    """Answers that the customer can pick."""


class ConversationStarted(Struct, frozen=True, kw_only=True):
    """A customer opened a conversation."""

    conversation_id: ConversationMessageConversationId

    medium: Literal["chat", "phone", "mail"]
    """How the customer talks to us."""

    opening: Annotated[str, Meta(min_length=1, max_length=4000)]
    """The first thing that the customer said."""

    started_at: Annotated[str, Meta(max_length=40)]
    """When it began."""

    customer_id: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET
    """The customer's account, when it is known."""

    language: Annotated[str, Meta(pattern="^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\\Z")] | UnsetType = UNSET
    """A BCP 47 tag, such as de-AT."""


class IntentIdentified(Struct, frozen=True, kw_only=True):
    """The triage agent found out what a customer wants."""

    conversation_id: ConversationMessageConversationId

    intent: Literal["billing", "support", "scheduling"]
    """What the customer wants."""

    confidence: Annotated[float, Meta(gt=0.0, le=1.0)]
    """How sure the agent is."""

    summary: Annotated[str, Meta(max_length=500)]
    """What the customer wants, in a sentence."""

    customer_id: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET
    """The customer's account, when it is known."""

    entities: dict[str, Annotated[str, Meta(max_length=200)]] | UnsetType = UNSET
    """What the customer named, by what it is, such as `order_id`."""


ConversationMessageConversationId: TypeAlias = Annotated[str, Meta(pattern="^c-[a-z0-9]{4,32}\\Z")]
"""A conversation: `c-` and 4 to 32 letters and digits."""

CONVERSATION_MESSAGE = MessageSchema(
    name="storefront.conversation.v1.ConversationMessage",
    version="1.0",
    fingerprint="3adff7dd6a60e51434d1a43e227388cb910750f34d94eaafdc148268485e5c5e",
    type=ConversationMessage,
    codec=ExactCodec(
        ConversationMessage,
        JsonSchema(
            "json-schema:///storefront/conversation/v1/ConversationMessage.schema.json",
            _json_schema.CONVERSATION_MESSAGE,
        ),
    ),
)

CONVERSATION_STARTED = MessageSchema(
    name="storefront.conversation.v1.ConversationStarted",
    version="1.0",
    fingerprint="672886dd38d09ee1c5e73b59a4e58fca833180d478f4a17f25d85dfce7d58712",
    type=ConversationStarted,
    codec=ExactCodec(
        ConversationStarted,
        JsonSchema(
            "json-schema:///storefront/conversation/v1/ConversationStarted.schema.json",
            _json_schema.CONVERSATION_STARTED,
            _json_schema.CONVERSATION_MESSAGE,
        ),
    ),
)

INTENT_IDENTIFIED = MessageSchema(
    name="storefront.conversation.v1.IntentIdentified",
    version="1.0",
    fingerprint="b8b9a345253521df932a37b23d79928e68b0cbc0930207ec2af7dac5774a80dd",
    type=IntentIdentified,
    codec=CheckedCodec(
        typed(IntentIdentified),
        unchanged,
        JsonSchema(
            "json-schema:///storefront/conversation/v1/IntentIdentified.schema.json",
            _json_schema.INTENT_IDENTIFIED,
            _json_schema.CONVERSATION_MESSAGE,
        ),
    ),
)
