"""`storefront.tools.v1`."""

from ._json import (
    TOOL_REQUEST,
    TOOL_RESULT,
    ToolRequest,
    ToolRequestCalendarBooking,
    ToolRequestCrmLookup,
    ToolRequestKnowledgeSearch,
    ToolResult,
    ToolResultFinding,
)

__all__ = [
    "TOOL_REQUEST",
    "TOOL_RESULT",
    "ToolRequest",
    "ToolRequestCalendarBooking",
    "ToolRequestCrmLookup",
    "ToolRequestKnowledgeSearch",
    "ToolResult",
    "ToolResultFinding",
]
