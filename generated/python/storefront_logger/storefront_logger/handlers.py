"""The handlers of the agent: what a person fills in."""

from __future__ import annotations

from abc import ABC, abstractmethod

from treaty import Message

from storefront_messages.storefront.agents.v1 import AgentReport
from storefront_messages.storefront.warehouse.v1 import ClimateReading

from .client import LoggerClient


class LoggerHandlers(ABC):
    """What logger does with each message; subclass it and fill in every method."""

    @abstractmethod
    async def on_metrics(self, message: Message[AgentReport | ClimateReading], client: LoggerClient) -> None:
        """Receive `metrics.>`."""
