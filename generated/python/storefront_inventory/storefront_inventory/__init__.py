"""Holds stock for orders, gives it back, and tells each change of it."""

from .client import InventoryClient
from .contract import CONTRACT
from .handlers import InventoryHandlers

__all__ = ["CONTRACT", "InventoryClient", "InventoryHandlers"]
