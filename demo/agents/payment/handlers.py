"""The payment tool. It takes money at the provider, and gives it back."""

from __future__ import annotations

from datetime import UTC, datetime

from storefront_messages.storefront.payment.v1 import (
    ChargePayment,
    PaymentCharged,
    PaymentDeclined,
    PaymentProcessed,
    RefundPayment,
)
from storefront_messages.storefront.types.v1 import Money
from storefront_payment import PaymentClient, PaymentHandlers

from treaty import Message, Reject

_CREDIT_MINOR_UNITS = 50_000


class Payment(PaymentHandlers):
    """A provider with a memory: charging an order twice takes the money once."""

    def __init__(self) -> None:
        self._charges: dict[str, ChargePayment] = {}

    async def serve_payment_charge(
        self, message: Message[ChargePayment], client: PaymentClient
    ) -> PaymentCharged | PaymentDeclined:
        charge = message.payload
        if charge.amount.minor_units > _CREDIT_MINOR_UNITS:
            return PaymentDeclined(order_id=charge.order_id, code="insufficient_funds")
        now = datetime.now(UTC)
        payment_id = f"pay-{charge.order_id[:8]}"
        if charge.order_id not in self._charges:
            self._charges[charge.order_id] = charge
            processed = PaymentProcessed(
                order_id=charge.order_id,
                payment_id=payment_id,
                amount=charge.amount,
                instrument=charge.instrument,
                processed_at=now,
                customer_id=charge.customer_id,
            )
            await client.send_tool_outcome(processed, outcome="payment_processed")
        return PaymentCharged(order_id=charge.order_id, payment_id=payment_id, charged_at=now)

    async def on_payment_refund(self, message: Message[RefundPayment], client: PaymentClient) -> None:
        charge = self._charges.pop(message.payload.order_id, None)
        if charge is None:
            raise Reject("nothing was charged for this order")
        refunded = PaymentProcessed(
            order_id=charge.order_id,
            payment_id=message.payload.payment_id,
            amount=Money(currency=charge.amount.currency, minor_units=-charge.amount.minor_units),
            instrument=charge.instrument,
            processed_at=datetime.now(UTC),
            customer_id=charge.customer_id,
        )
        await client.send_tool_outcome(refunded, outcome="payment_refunded")
