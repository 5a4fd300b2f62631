"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.inventory.v1 import StockChanged
from storefront_messages.storefront.pricing.v1 import RecalculatePrice

from .client import PricingClient


class PricingHandlers(ABC):
    """What pricing does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_agent_pricing_recalculate(self, message: Message[RecalculatePrice], client: PricingClient) -> None:
        """Receive `commands.agent.pricing.recalculate`.

        A product's price should be looked at again.
        """

    @abstractmethod
    async def on_inventory_stock_changed(self, message: Message[StockChanged], client: PricingClient) -> None:
        """Receive `events.inventory.stock_changed`.

        The stock of a product changed, as a difference.
        """
