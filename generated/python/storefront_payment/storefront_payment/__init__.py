"""The payment tool. It takes money at the provider, and gives it back."""

from .client import PaymentClient
from .contract import CONTRACT
from .handlers import PaymentHandlers

__all__ = ["CONTRACT", "PaymentClient", "PaymentHandlers"]
