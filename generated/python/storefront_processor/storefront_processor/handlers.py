"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.warehouse.v1 import ClimateReading

from .client import ProcessorClient


class ProcessorHandlers(ABC):
    """What processor does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_warehouse_climate(self, message: Message[ClimateReading], client: ProcessorClient) -> None:
        """Receive `metrics.warehouse.*.climate`.

        What the sensors of a warehouse feel.
        """
