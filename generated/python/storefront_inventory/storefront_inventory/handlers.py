"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.inventory.v1 import OutOfStock, ReleaseStock, ReserveStock, StockReserved
from storefront_messages.storefront.warehouse.v1 import ClimateAlert

from .client import InventoryClient


class InventoryHandlers(ABC):
    """What inventory does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_inventory_release(self, message: Message[ReleaseStock], client: InventoryClient) -> None:
        """Receive `commands.inventory.release`.

        Give the pieces of an order back.
        """

    @abstractmethod
    async def on_warehouse_climate_alert(self, message: Message[ClimateAlert], client: InventoryClient) -> None:
        """Receive `events.warehouse.climate_alert`.

        A room is too warm or too damp.
        """

    @abstractmethod
    async def serve_inventory_reserve(
        self,
        message: Message[ReserveStock],
        client: InventoryClient,
    ) -> OutOfStock | StockReserved:
        """Answer `commands.inventory.reserve`.

        Hold the pieces of an order.
        """
