"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.customer.v1 import CartUpdated, PageView
from storefront_messages.storefront.orders.v1 import OrderPlaced
from storefront_messages.storefront.pricing.v1 import PriceChanged
from storefront_messages.storefront.recommendation.v1 import ProductsSuggested, SuggestProducts

from .client import RecommendationClient


class RecommendationHandlers(ABC):
    """What recommendation does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_customer(self, message: Message[CartUpdated | PageView], client: RecommendationClient) -> None:
        """Receive `events.customer.*`."""

    @abstractmethod
    async def on_order_placed(self, message: Message[OrderPlaced], client: RecommendationClient) -> None:
        """Receive `events.order.placed`.

        An order was taken in.
        """

    @abstractmethod
    async def on_pricing_price_changed(self, message: Message[PriceChanged], client: RecommendationClient) -> None:
        """Receive `events.pricing.price_changed`.

        A product costs something else from now on.
        """

    @abstractmethod
    async def serve_recommendation_suggest(
        self,
        message: Message[SuggestProducts],
        client: RecommendationClient,
    ) -> ProductsSuggested:
        """Answer `commands.recommendation.suggest`.

        The shop asks what to show to a customer, and waits for the answer.
        """
