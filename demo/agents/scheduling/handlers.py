"""Makes appointments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from storefront_messages.storefront.conversation.v1 import ConversationMessage, IntentIdentified
from storefront_messages.storefront.scheduling.v1 import AppointmentBooked
from storefront_messages.storefront.tools.v1 import ToolRequest, ToolRequestCalendarBooking
from storefront_scheduling import SchedulingClient, SchedulingHandlers

from treaty import Message

_NOTICE = timedelta(days=3)
_MINUTES: Final = 30


class Scheduling(SchedulingHandlers):
    """Books the first free half hour, three days ahead."""

    async def on_intent_identified_scheduling(
        self, message: Message[IntentIdentified], client: SchedulingClient
    ) -> None:
        intent = message.payload
        now = datetime.now(UTC)
        day = (now + _NOTICE).date().isoformat()
        booking = ToolRequestCalendarBooking(tool="calendar_booking", day=day, minutes=_MINUTES)
        result = await client.call_tool(
            ToolRequest(conversation_id=intent.conversation_id, arguments=booking), tool_name="calendar_booking"
        )
        booked = AppointmentBooked(
            appointment_id=str(uuid5(NAMESPACE_URL, intent.conversation_id)),
            conversation_id=intent.conversation_id,
            customer_id=intent.customer_id or "unknown",
            day=day,
            minutes=_MINUTES,
        )
        await client.send_appointment_booked(booked, message_id=booked.appointment_id)
        answer = ConversationMessage(
            conversation_id=intent.conversation_id,
            author="scheduling",
            text=f"Booked: {result.findings[0].title}.",
            closes=True,
            said_at=now.isoformat(),
        )
        await client.send_conversation_message(answer, id=intent.conversation_id)
