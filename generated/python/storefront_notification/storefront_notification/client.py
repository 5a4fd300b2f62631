"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from treaty import Client

from storefront_messages.storefront.notification.v1 import NotificationSent

from .contract import EVENTS_NOTIFICATION_SENT


class NotificationClient(Client):
    """All that notification may send and call."""

    async def send_notification_sent(
        self,
        payload: NotificationSent,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.notification.sent`.

        A customer was told something.
        """
        return await self._send(
            EVENTS_NOTIFICATION_SENT,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )
