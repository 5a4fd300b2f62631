"""Keeps all telemetry for the dashboards."""

from __future__ import annotations

from collections import Counter

from storefront_logger import LoggerClient, LoggerHandlers
from storefront_messages.storefront.agents.v1 import AgentReport
from storefront_messages.storefront.warehouse.v1 import ClimateReading

from treaty import Message


class Logger(LoggerHandlers):
    """Counts, where a real one would write to a time series store."""

    def __init__(self) -> None:
        self.kept: Counter[str] = Counter()

    async def on_metrics(self, message: Message[AgentReport | ClimateReading], client: LoggerClient) -> None:
        self.kept[message.address] += 1
