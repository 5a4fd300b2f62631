"""Looks at each order and learns from the rejected ones."""

from .client import FraudClient
from .contract import CONTRACT
from .handlers import FraudHandlers

__all__ = ["CONTRACT", "FraudClient", "FraudHandlers"]
