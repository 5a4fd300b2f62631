"""Answers questions about bills, and writes an invoice for each payment."""

from .client import BillingClient
from .contract import CONTRACT
from .handlers import BillingHandlers

__all__ = ["CONTRACT", "BillingClient", "BillingHandlers"]
