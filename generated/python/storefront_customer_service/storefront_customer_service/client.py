"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from treaty import Client

from storefront_messages.storefront.support.v1 import CaseOpened

from .contract import EVENTS_CASE_OPENED


class CustomerServiceClient(Client):
    """All that customer_service may send and call."""

    async def send_case_opened(
        self,
        payload: CaseOpened,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.case.opened`.

        The customer service took a matter up.
        """
        return await self._send(
            EVENTS_CASE_OPENED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )
