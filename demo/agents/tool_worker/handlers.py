"""One of a pool of workers that run tools."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import assert_never

from storefront_messages.storefront.agents.v1 import AgentReport
from storefront_messages.storefront.tools.v1 import (
    ToolRequest,
    ToolRequestCalendarBooking,
    ToolRequestCrmLookup,
    ToolRequestKnowledgeSearch,
    ToolResult,
    ToolResultFinding,
)
from storefront_tool_worker import ToolWorkerClient, ToolWorkerHandlers

from treaty import Message

_CUSTOMERS = {"cust-0815": "Ada Berger, customer since 2019, one order this year"}
_PAGES = ("How to change a bulb", "How to send something back")


class ToolWorker(ToolWorkerHandlers):
    """Each tool has its own typed arguments; mypy proves that none is forgotten."""

    def __init__(self) -> None:
        self._handled: Counter[str] = Counter()

    async def serve_tool(self, message: Message[ToolRequest], client: ToolWorkerClient) -> ToolResult:
        arguments = message.payload.arguments
        match arguments:
            case ToolRequestCrmLookup(customer_id=customer_id):
                titles = [_CUSTOMERS.get(customer_id, "no such customer")]
            case ToolRequestKnowledgeSearch(limit=limit):
                titles = list(_PAGES[: limit if isinstance(limit, int) else 3])
            case ToolRequestCalendarBooking(day=day, minutes=minutes):
                titles = [f"{minutes} minutes on {day} at 10:00"]
            case _:
                assert_never(arguments)
        self._handled[arguments.tool] += 1
        report = AgentReport(agent_name="tool_worker", handled=self._handled, at=datetime.now(UTC))
        await client.send_agent(report, agent_name="tool_worker")
        return ToolResult(
            conversation_id=message.payload.conversation_id,
            findings=[ToolResultFinding(title=title) for title in titles],
        )
