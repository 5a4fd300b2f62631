"""Hands the agents' answers to the customer, and takes up what went wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from storefront_customer_service import CustomerServiceClient, CustomerServiceHandlers
from storefront_messages.storefront.conversation.v1 import ConversationMessage
from storefront_messages.storefront.orders.v1 import OrderRejected
from storefront_messages.storefront.shipping.v1 import ShipmentDelayed, ShipmentDelivered, ShipmentDispatched
from storefront_messages.storefront.support.v1 import CaseOpened

from treaty import Message


class CustomerService(CustomerServiceHandlers):
    """Opens a case for each rejected order and each late parcel."""

    def __init__(self) -> None:
        self.said: list[ConversationMessage] = []

    async def on_conversations_messages(
        self, message: Message[ConversationMessage], client: CustomerServiceClient
    ) -> None:
        self.said.append(message.payload)

    async def on_order_rejected(self, message: Message[OrderRejected], client: CustomerServiceClient) -> None:
        rejected = message.payload
        await _open_case(f"order rejected: {rejected.reason.value}", str(rejected.order_id), client)

    async def on_shipment_progress(
        self,
        message: Message[ShipmentDelayed | ShipmentDelivered | ShipmentDispatched],
        client: CustomerServiceClient,
    ) -> None:
        progress = message.payload
        if isinstance(progress, ShipmentDelayed):
            await _open_case("parcel delayed", progress.order_id, client)


async def _open_case(subject: str, order_id: str, client: CustomerServiceClient) -> None:
    case_id = str(uuid5(NAMESPACE_URL, f"{subject} {order_id}"))
    case = CaseOpened(
        case_id=case_id,
        subject=subject,
        priority="normal",
        order_id=order_id,
        opened_at=datetime.now(UTC).isoformat(),
    )
    await client.send_case_opened(case, message_id=case_id)
