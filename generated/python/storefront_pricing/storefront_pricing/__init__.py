"""Sets prices by what is left and what sells."""

from .client import PricingClient
from .contract import CONTRACT
from .handlers import PricingHandlers

__all__ = ["CONTRACT", "PricingClient", "PricingHandlers"]
