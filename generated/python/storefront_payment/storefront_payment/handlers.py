"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.payment.v1 import ChargePayment, PaymentCharged, PaymentDeclined, RefundPayment

from .client import PaymentClient


class PaymentHandlers(ABC):
    """What payment does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_payment_refund(self, message: Message[RefundPayment], client: PaymentClient) -> None:
        """Receive `commands.payment.refund`.

        Give the money for an order back.
        """

    @abstractmethod
    async def serve_payment_charge(
        self,
        message: Message[ChargePayment],
        client: PaymentClient,
    ) -> PaymentCharged | PaymentDeclined:
        """Answer `commands.payment.charge`.

        Take the money for an order.
        """
