"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from typing import Literal

from treaty import Client

from storefront_messages.storefront.conversation.v1 import ConversationMessage
from storefront_messages.storefront.scheduling.v1 import AppointmentBooked
from storefront_messages.storefront.tools.v1 import ToolRequest, ToolResult

from .contract import CONVERSATIONS_MESSAGES, EVENTS_APPOINTMENT_BOOKED, TOOLS_EXECUTE


class SchedulingClient(Client):
    """All that scheduling may send and call."""

    async def send_conversation_message(
        self,
        payload: ConversationMessage,
        *,
        id: str,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `conversations.{id}.messages`.

        What agents say to the customer.
        """
        return await self._send(
            CONVERSATIONS_MESSAGES,
            payload,
            {"id": id},
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_appointment_booked(
        self,
        payload: AppointmentBooked,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.appointment.booked`.

        A customer has an appointment.
        """
        return await self._send(
            EVENTS_APPOINTMENT_BOOKED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def call_tool(
        self,
        payload: ToolRequest,
        *,
        tool_name: Literal["calendar_booking"],
        timeout: float | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> ToolResult:
        """Call `tools.execute.{tool_name}` and wait for the reply.

        A tool should run; any free worker takes it.
        """
        reply: ToolResult = await self._call(
            TOOLS_EXECUTE,
            payload,
            {"tool_name": tool_name},
            timeout=timeout,
            correlation_id=correlation_id,
            message_id=message_id,
        )
        return reply
