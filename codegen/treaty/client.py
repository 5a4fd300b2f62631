"""What a generated client stands on: sending and calling over one agent's connection, and nothing undeclared.

Generated code subclasses `Client` once an agent, with one typed method for each thing that the agent may send or call:

    class TriageClient(Client):
        async def send_intent_identified(self, payload: Intent, *, intent: str, ...) -> str:
            return await self._send(EVENTS_INTENT_IDENTIFIED, payload, {"intent": intent}, ...)

        async def call_tool(self, payload: ToolRequest, *, tool_name: str, timeout: float | None = None) -> ToolResult:
            reply: ToolResult = await self._call(TOOLS_EXECUTE, payload, {"tool_name": tool_name}, timeout=timeout)
            return reply
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from treaty.contract import Channel

NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})
"""What a channel without parameters is sent with."""


class Outlet(Protocol):
    """Where a client's messages go; `treaty.agent` makes one for each running agent."""

    async def send(
        self,
        channel: Channel,
        payload: object,
        parameters: Mapping[str, str],
        *,
        recipient: str | None,
        correlation_id: str | None,
        message_id: str | None,
    ) -> str:
        """Send one message; its id, once the broker has confirmed it."""
        ...

    async def call(
        self,
        channel: Channel,
        payload: object,
        parameters: Mapping[str, str],
        *,
        timeout: float | None,
        correlation_id: str | None,
        message_id: str | None,
    ) -> object:
        """Send one request; the payload of its reply."""
        ...


class Client:
    """The base of every generated client. Inside a handler, what it sends continues that message's conversation."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    async def _send(
        self,
        channel: Channel,
        payload: object,
        parameters: Mapping[str, str] = NO_PARAMETERS,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send one message and return its id once the broker has confirmed it.

        Raises `EncodeError` (nothing was sent), `NotDeclared`, or `TransportError` (it may or may not be stored). A
        `message_id` of one's own, made from what the message is about, makes sending again harmless.
        """
        return await self._outlet.send(
            channel,
            payload,
            parameters,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def _call(
        self,
        channel: Channel,
        payload: object,
        parameters: Mapping[str, str] = NO_PARAMETERS,
        *,
        timeout: float | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> Any:
        """Send one request and return the payload of its reply; `timeout` None means the channel's own.

        Raises `CallFailed` when the responder gave up, `CallTimeout`, and all that `_send` raises.
        """
        return await self._outlet.call(
            channel,
            payload,
            parameters,
            timeout=timeout,
            correlation_id=correlation_id,
            message_id=message_id,
        )
