"""Looks at each order and learns from the rejected ones."""

from __future__ import annotations

from storefront_fraud import FraudClient, FraudHandlers
from storefront_messages.storefront.fraud.v1 import OrderScreened, ScreenOrder
from storefront_messages.storefront.orders.v1 import OrderRejected, RejectionReason

from treaty import Message

_LARGE_MINOR_UNITS = 1_000_000
_SERVED_COUNTRIES = frozenset({"AT", "CH", "DE", "FR", "NL"})


class Fraud(FraudHandlers):
    """A few plain signals; each one raises the score."""

    def __init__(self) -> None:
        self._declined: set[str] = set()

    async def serve_fraud_screen(self, message: Message[ScreenOrder], client: FraudClient) -> OrderScreened:
        order = message.payload
        signals = []
        if order.total.minor_units > _LARGE_MINOR_UNITS:
            signals.append("unusually large order")
        if order.country not in _SERVED_COUNTRIES:
            signals.append("country outside the usual ones")
        if order.customer_id in self._declined:
            signals.append("an earlier payment was declined")
        verdict = OrderScreened.Verdict.VERDICT_ACCEPT if len(signals) < 2 else OrderScreened.Verdict.VERDICT_REFUSE
        return OrderScreened(order_id=order.order_id, verdict=verdict, score=len(signals) / 3, signals=signals)

    async def on_order_rejected(self, message: Message[OrderRejected], client: FraudClient) -> None:
        if message.payload.reason is RejectionReason.PAYMENT_DECLINED:
            self._declined.add(message.payload.customer_id)
