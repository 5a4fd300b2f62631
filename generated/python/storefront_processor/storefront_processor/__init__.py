"""Reads what the sensors feel and raises an alert when it lasts."""

from .client import ProcessorClient
from .contract import CONTRACT
from .handlers import ProcessorHandlers

__all__ = ["CONTRACT", "ProcessorClient", "ProcessorHandlers"]
