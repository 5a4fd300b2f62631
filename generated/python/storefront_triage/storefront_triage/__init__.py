"""Reads how a conversation opens and finds out what the customer wants."""

from .client import TriageClient
from .contract import CONTRACT
from .handlers import TriageHandlers

__all__ = ["CONTRACT", "TriageClient", "TriageHandlers"]
