"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.billing.v1 import InvoiceIssued
from storefront_messages.storefront.conversation.v1 import ConversationStarted, IntentIdentified
from storefront_messages.storefront.customer.v1 import CartUpdated, PageView
from storefront_messages.storefront.fraud.v1 import ScreenOrder
from storefront_messages.storefront.inventory.v1 import ReleaseStock, ReserveStock, StockChanged
from storefront_messages.storefront.notification.v1 import NotificationSent
from storefront_messages.storefront.orders.v1 import OrderConfirmed, OrderPlaced, OrderRejected, PlaceOrder
from storefront_messages.storefront.payment.v1 import ChargePayment, PaymentProcessed, RefundPayment
from storefront_messages.storefront.pricing.v1 import PriceChanged, RecalculatePrice
from storefront_messages.storefront.recommendation.v1 import SuggestProducts
from storefront_messages.storefront.scheduling.v1 import AppointmentBooked
from storefront_messages.storefront.shipping.v1 import (
    ScheduleShipment,
    ShipmentDelayed,
    ShipmentDelivered,
    ShipmentDispatched,
)
from storefront_messages.storefront.support.v1 import CaseOpened
from storefront_messages.storefront.tools.v1 import ToolRequest
from storefront_messages.storefront.warehouse.v1 import ClimateAlert

from .client import AuditClient


class AuditHandlers(ABC):
    """What audit does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_events(
        self,
        message: Message[
            InvoiceIssued
            | ConversationStarted
            | IntentIdentified
            | CartUpdated
            | PageView
            | StockChanged
            | NotificationSent
            | OrderConfirmed
            | OrderPlaced
            | OrderRejected
            | PaymentProcessed
            | PriceChanged
            | AppointmentBooked
            | ShipmentDelayed
            | ShipmentDelivered
            | ShipmentDispatched
            | CaseOpened
            | ClimateAlert
        ],
        client: AuditClient,
    ) -> None:
        """Receive `events.>`."""

    @abstractmethod
    async def tap_commands(
        self,
        message: Message[
            ScreenOrder
            | ReleaseStock
            | ReserveStock
            | PlaceOrder
            | ChargePayment
            | RefundPayment
            | RecalculatePrice
            | SuggestProducts
            | ScheduleShipment
        ],
        client: AuditClient,
    ) -> None:
        """See, without taking it, `commands.>`."""

    @abstractmethod
    async def tap_tools_execute(self, message: Message[ToolRequest], client: AuditClient) -> None:
        """See, without taking it, `tools.execute.>`.

        A tool should run; any free worker takes it.
        """
