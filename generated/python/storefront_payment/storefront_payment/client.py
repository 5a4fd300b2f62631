"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from typing import Literal

from treaty import Client

from storefront_messages.storefront.payment.v1 import PaymentProcessed

from .contract import EVENTS_TOOL_RESULT


class PaymentClient(Client):
    """All that payment may send and call."""

    async def send_tool_outcome(
        self,
        payload: PaymentProcessed,
        *,
        outcome: Literal["payment_processed", "payment_refunded"],
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.tool.result.{outcome}`.

        The payment tool finished; who has to do something about it wakes.
        """
        return await self._send(
            EVENTS_TOOL_RESULT,
            payload,
            {"outcome": outcome},
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )
