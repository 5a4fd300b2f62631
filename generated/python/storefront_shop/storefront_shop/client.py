"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from treaty import Client

from storefront_messages.storefront.conversation.v1 import ConversationStarted
from storefront_messages.storefront.customer.v1 import CartUpdated, PageView
from storefront_messages.storefront.orders.v1 import PlaceOrder
from storefront_messages.storefront.recommendation.v1 import ProductsSuggested, SuggestProducts

from .contract import (
    COMMANDS_ORDER_PLACE,
    COMMANDS_RECOMMENDATION_SUGGEST,
    EVENTS_CONVERSATION_STARTED,
    EVENTS_CUSTOMER_CART_UPDATED,
    EVENTS_CUSTOMER_PAGEVIEW,
)


class ShopClient(Client):
    """All that shop may send and call."""

    async def send_customer_pageview(
        self,
        payload: PageView,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.customer.pageview`.

        A customer looked at a page.
        """
        return await self._send(
            EVENTS_CUSTOMER_PAGEVIEW,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_customer_cart_updated(
        self,
        payload: CartUpdated,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.customer.cart_updated`.

        A customer put something into the cart, or took it out.
        """
        return await self._send(
            EVENTS_CUSTOMER_CART_UPDATED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_order_place(
        self,
        payload: PlaceOrder,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `commands.order.place`.

        A customer wants to buy.
        """
        return await self._send(
            COMMANDS_ORDER_PLACE,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def send_conversation_started(
        self,
        payload: ConversationStarted,
        *,
        recipient: str | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> str:
        """Send to `events.conversation.started`.

        A customer wants to talk.
        """
        return await self._send(
            EVENTS_CONVERSATION_STARTED,
            payload,
            recipient=recipient,
            correlation_id=correlation_id,
            message_id=message_id,
        )

    async def call_recommendation_suggest(
        self,
        payload: SuggestProducts,
        *,
        timeout: float | None = None,
        correlation_id: str | None = None,
        message_id: str | None = None,
    ) -> ProductsSuggested:
        """Call `commands.recommendation.suggest` and wait for the reply.

        The shop asks what to show to a customer, and waits for the answer.
        """
        reply: ProductsSuggested = await self._call(
            COMMANDS_RECOMMENDATION_SUGGEST,
            payload,
            timeout=timeout,
            correlation_id=correlation_id,
            message_id=message_id,
        )
        return reply
