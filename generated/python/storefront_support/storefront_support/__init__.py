"""Answers questions about products."""

from .client import SupportClient
from .contract import CONTRACT
from .handlers import SupportHandlers

__all__ = ["CONTRACT", "SupportClient", "SupportHandlers"]
