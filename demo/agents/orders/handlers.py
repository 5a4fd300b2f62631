"""Takes an order through every step, and undoes what was done when one fails."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from storefront_messages.storefront.common.v1 import Money
from storefront_messages.storefront.fraud.v1 import OrderScreened, ScreenOrder
from storefront_messages.storefront.inventory.v1 import OutOfStock, ReleaseStock, ReserveStock, StockLine, StockReserved
from storefront_messages.storefront.orders.v1 import (
    OrderConfirmed,
    OrderPlaced,
    OrderRejected,
    PaymentMethod,
    PlaceOrder,
    RejectionReason,
    SalesChannel,
)
from storefront_messages.storefront.payment.v1 import (
    ChargePayment,
    PaymentCharged,
    PaymentDeclined,
    PaymentInstrument,
    RefundPayment,
)
from storefront_messages.storefront.shipping.v1 import ScheduleShipment, ServiceLevel, ShipmentScheduled
from storefront_messages.storefront.types.v1 import Money as MinorMoney
from storefront_messages.storefront.types.v1 import PostalAddress
from storefront_orders import OrdersClient, OrdersHandlers

from treaty import CallFailed, CallTimeout, Message

_INSTRUMENTS = {
    PaymentMethod.CARD: PaymentInstrument.PAYMENT_INSTRUMENT_CARD,
    PaymentMethod.PAYPAL: PaymentInstrument.PAYMENT_INSTRUMENT_PAYPAL,
    PaymentMethod.INVOICE: PaymentInstrument.PAYMENT_INSTRUMENT_INVOICE,
}


class Orders(OrdersHandlers):
    """One handler takes an order from its placing to its confirmation.

    It may run twice for one order, for a broker delivers at least once. So each message that it sends gets an id made
    from what it is about, by which everyone downstream knows the second one for a duplicate.
    """

    async def on_order_place(self, message: Message[PlaceOrder], client: OrdersClient) -> None:
        order = message.payload
        total = _total(order)
        await client.send_order_placed(_placed(order, total), message_id=f"{order.order_id}-placed")

        screened = await client.call_fraud_screen(_screening(order, total))
        if screened.verdict != OrderScreened.Verdict.VERDICT_ACCEPT:
            await _reject(order, RejectionReason.FRAUD, ", ".join(screened.signals), client)
            return

        held = await client.call_inventory_reserve(_reservation(order))
        if isinstance(held, OutOfStock):
            missing = ", ".join(line.sku for line in held.missing)
            await _reject(order, RejectionReason.OUT_OF_STOCK, f"missing: {missing}", client)
            return

        paid = await client.call_payment_charge(_charge(order, total))
        if isinstance(paid, PaymentDeclined):
            await _release(order, held, client)
            await _reject(order, RejectionReason.PAYMENT_DECLINED, paid.code, client)
            return

        try:
            booked = await client.call_shipping_schedule(_shipment(order, held))
        except (CallFailed, CallTimeout) as error:
            await _refund(order, paid, client)
            await _release(order, held, client)
            await _reject(order, RejectionReason.NOT_DELIVERABLE, str(error), client)
            return

        confirmed = _confirmed(order, total, held, paid, booked)
        await client.send_order_confirmed(confirmed, message_id=f"{order.order_id}-confirmed")


async def _reject(order: PlaceOrder, reason: RejectionReason, detail: str, client: OrdersClient) -> None:
    rejected = OrderRejected(
        order_id=order.order_id,
        customer_id=order.customer_id,
        rejected_at=datetime.now(UTC),
        reason=reason,
        detail=detail,
    )
    await client.send_order_rejected(rejected, message_id=f"{order.order_id}-rejected")


async def _release(order: PlaceOrder, held: StockReserved, client: OrdersClient) -> None:
    release = ReleaseStock(order_id=order.order_id, reservation_id=held.reservation_id)
    await client.send_inventory_release(release, message_id=f"{order.order_id}-release")


async def _refund(order: PlaceOrder, paid: PaymentCharged, client: OrdersClient) -> None:
    refund = RefundPayment(order_id=str(order.order_id), payment_id=paid.payment_id)
    await client.send_payment_refund(refund, message_id=f"{order.order_id}-refund")


def _total(order: PlaceOrder) -> Money:
    amount = sum((line.unit_price.amount * line.quantity for line in order.lines), Decimal("0.00"))
    return Money(amount=amount, currency=order.lines[0].unit_price.currency)


def _minor(money: Money) -> MinorMoney:
    return MinorMoney(currency=money.currency, minor_units=int(money.amount * 100))


def _placed(order: PlaceOrder, total: Money) -> OrderPlaced:
    return OrderPlaced(
        order_id=order.order_id,
        customer_id=order.customer_id,
        placed_at=datetime.now(UTC),
        lines=order.lines,
        total=total,
        sales_channel=SalesChannel.WEB,
        loyalty_points=int(total.amount),
    )


def _screening(order: PlaceOrder, total: Money) -> ScreenOrder:
    return ScreenOrder(
        order_id=str(order.order_id),
        customer_id=order.customer_id,
        total=_minor(total),
        country=order.shipping_address.country,
    )


def _reservation(order: PlaceOrder) -> ReserveStock:
    lines = [StockLine(sku=line.sku, quantity=line.quantity) for line in order.lines]
    return ReserveStock(order_id=order.order_id, lines=lines)


def _charge(order: PlaceOrder, total: Money) -> ChargePayment:
    return ChargePayment(
        order_id=str(order.order_id),
        customer_id=order.customer_id,
        amount=_minor(total),
        instrument=_INSTRUMENTS.get(order.payment_method, PaymentInstrument.PAYMENT_INSTRUMENT_UNSPECIFIED),
    )


def _shipment(order: PlaceOrder, held: StockReserved) -> ScheduleShipment:
    to = order.shipping_address
    parcel = ScheduleShipment.Parcel(weight_g=held.weight_g, contents={line.sku: line.quantity for line in order.lines})
    return ScheduleShipment(
        order_id=str(order.order_id),
        warehouse_id=held.warehouse_id,
        destination=PostalAddress(
            recipient=to.recipient, street=to.street, postal_code=to.postal_code, city=to.city, country=to.country
        ),
        parcels=[parcel],
        service_level=ServiceLevel.SERVICE_LEVEL_STANDARD,
    )


def _confirmed(
    order: PlaceOrder, total: Money, held: StockReserved, paid: PaymentCharged, booked: ShipmentScheduled
) -> OrderConfirmed:
    arrives_on: date = booked.arrives_at.ToDatetime(UTC).date()
    return OrderConfirmed(
        order_id=order.order_id,
        customer_id=order.customer_id,
        confirmed_at=datetime.now(UTC),
        total=total,
        reservation_id=held.reservation_id,
        payment_id=paid.payment_id,
        tracking_code=booked.tracking_code,
        arrives_on=arrives_on,
    )
