"""Takes an order through every step, and undoes what was done when one fails."""

from .client import OrdersClient
from .contract import CONTRACT
from .handlers import OrdersHandlers

__all__ = ["CONTRACT", "OrdersClient", "OrdersHandlers"]
