"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from treaty import Client

from storefront_messages.storefront.fraud.v1 import OrderScreened, ScreenOrder
from storefront_messages.storefront.inventory.v1 import OutOfStock, ReleaseStock, ReserveStock, StockReserved
from storefront_messages.storefront.orders.v1 import OrderConfirmed, OrderPlaced, OrderRejected
from storefront_messages.storefront.payment.v1 import ChargePayment, PaymentCharged, PaymentDeclined, RefundPayment
from storefront_messages.storefront.shipping.v1 import ScheduleShipment, ShipmentScheduled

from .contract import (
    COMMANDS_FRAUD_SCREEN,
    COMMANDS_INVENTORY_RELEASE,
    COMMANDS_INVENTORY_RESERVE,
    COMMANDS_PAYMENT_CHARGE,
    COMMANDS_PAYMENT_REFUND,
    COMMANDS_SHIPPING_SCHEDULE,
    EVENTS_ORDER_CONFIRMED,
    EVENTS_ORDER_PLACED,
    EVENTS_ORDER_REJECTED,
)


class OrdersClient(Client):
    """All that orders may send and call."""

    async def send_order_confirmed(
        self,
        payload: OrderConfirmed,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.order.confirmed`.

        An order passed every step.
        """
        return await self._send(
            EVENTS_ORDER_CONFIRMED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_order_placed(
        self,
        payload: OrderPlaced,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.order.placed`.

        An order was taken in.
        """
        return await self._send(
            EVENTS_ORDER_PLACED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_order_rejected(
        self,
        payload: OrderRejected,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.order.rejected`.

        An order failed at one step.
        """
        return await self._send(
            EVENTS_ORDER_REJECTED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_inventory_release(
        self,
        payload: ReleaseStock,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `commands.inventory.release`.

        Give the pieces of an order back.
        """
        return await self._send(
            COMMANDS_INVENTORY_RELEASE,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_payment_refund(
        self,
        payload: RefundPayment,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `commands.payment.refund`.

        Give the money for an order back.
        """
        return await self._send(
            COMMANDS_PAYMENT_REFUND,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def call_fraud_screen(
        self,
        payload: ScreenOrder,
        *,
        timeout: float | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> OrderScreened:
        """Call `commands.fraud.screen` and wait for the reply.

        Is this order honest?
        """
        reply: OrderScreened = await self._call(
            COMMANDS_FRAUD_SCREEN,
            payload,
            timeout=timeout,
            correlation_id=correlation_id,
            message_id=message_id,
        )
        return reply

    async def call_inventory_reserve(
        self,
        payload: ReserveStock,
        *,
        timeout: float | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> StockReserved | OutOfStock:
        """Call `commands.inventory.reserve` and wait for the reply.

        Hold the pieces of an order.
        """
        reply: StockReserved | OutOfStock = await self._call(
            COMMANDS_INVENTORY_RESERVE,
            payload,
            timeout=timeout,
            correlation_id=correlation_id,
            message_id=message_id,
        )
        return reply

    async def call_payment_charge(
        self,
        payload: ChargePayment,
        *,
        timeout: float | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> PaymentCharged | PaymentDeclined:
        """Call `commands.payment.charge` and wait for the reply.

        Take the money for an order.
        """
        reply: PaymentCharged | PaymentDeclined = await self._call(
            COMMANDS_PAYMENT_CHARGE,
            payload,
            timeout=timeout,
            correlation_id=correlation_id,
            message_id=message_id,
        )
        return reply

    async def call_shipping_schedule(
        self,
        payload: ScheduleShipment,
        *,
        timeout: float | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> ShipmentScheduled:
        """Call `commands.shipping.schedule` and wait for the reply.

        Book the parcels of an order with a carrier.
        """
        reply: ShipmentScheduled = await self._call(
            COMMANDS_SHIPPING_SCHEDULE,
            payload,
            timeout=timeout,
            correlation_id=correlation_id,
            message_id=message_id,
        )
        return reply
