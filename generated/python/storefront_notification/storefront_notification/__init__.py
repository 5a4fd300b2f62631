"""Tells customers what they wait for."""

from .client import NotificationClient
from .contract import CONTRACT
from .handlers import NotificationHandlers

__all__ = ["CONTRACT", "NotificationClient", "NotificationHandlers"]
