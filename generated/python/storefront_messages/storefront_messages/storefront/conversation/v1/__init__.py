"""`storefront.conversation.v1`."""

from ._json import (
    CONVERSATION_MESSAGE,
    CONVERSATION_STARTED,
    INTENT_IDENTIFIED,
    ConversationMessage,
    ConversationMessageConversationId,
    ConversationStarted,
    IntentIdentified,
)

__all__ = [
    "CONVERSATION_MESSAGE",
    "CONVERSATION_STARTED",
    "INTENT_IDENTIFIED",
    "ConversationMessage",
    "ConversationMessageConversationId",
    "ConversationStarted",
    "IntentIdentified",
]
