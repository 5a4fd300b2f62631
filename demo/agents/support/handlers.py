"""Answers questions about products."""

from __future__ import annotations

from datetime import UTC, datetime

from storefront_messages.storefront.conversation.v1 import ConversationMessage, IntentIdentified
from storefront_messages.storefront.tools.v1 import ToolRequest, ToolRequestKnowledgeSearch
from storefront_support import SupportClient, SupportHandlers

from treaty import Message


class Support(SupportHandlers):
    """Lets a tool search the help pages and hands on what it found."""

    async def on_intent_identified_support(self, message: Message[IntentIdentified], client: SupportClient) -> None:
        intent = message.payload
        search = ToolRequestKnowledgeSearch(tool="knowledge_search", query=intent.summary[:200], limit=2)
        result = await client.call_tool(
            ToolRequest(conversation_id=intent.conversation_id, arguments=search), tool_name="knowledge_search"
        )
        answer = ConversationMessage(
            conversation_id=intent.conversation_id,
            author="support",
            text="These pages may help.",
            suggestions=[finding.title[:80] for finding in result.findings],
            said_at=datetime.now(UTC).isoformat(),
        )
        await client.send_conversation_message(answer, id=intent.conversation_id)
