"""What reads and writes the JSON messages of `storefront.tools.v1` that msgspec cannot build by itself."""

from __future__ import annotations

from typing import Any

from treaty.codecs.json_values import native

from storefront_messages.storefront.tools.v1 import _json


def _read_tool_request_arguments(value: Any) -> Any:
    """Read a value of several types."""
    if isinstance(value, dict):
        if value["tool"] == "crm_lookup":
            return native(value, _json.ToolRequestCrmLookup)
        if value["tool"] == "knowledge_search":
            return native(value, _json.ToolRequestKnowledgeSearch)
        if value["tool"] == "calendar_booking":
            return native(value, _json.ToolRequestCalendarBooking)
        return value
    return value


def read_tool_request(value: Any) -> _json.ToolRequest:
    """Read a valid JSON value as `ToolRequest`."""
    return _json.ToolRequest(
        conversation_id=value["conversation_id"],
        arguments=_read_tool_request_arguments(value["arguments"]),
    )
