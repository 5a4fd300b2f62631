"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.tools.v1 import ToolRequest, ToolResult

from .client import ToolWorkerClient


class ToolWorkerHandlers(ABC):
    """What tool_worker does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def serve_tool(self, message: Message[ToolRequest], client: ToolWorkerClient) -> ToolResult:
        """Answer `tools.execute.{tool_name}`.

        A tool should run; any free worker takes it.
        """
