"""Keeps a record of every fact, and sees all work without taking it."""

from .client import AuditClient
from .contract import CONTRACT
from .handlers import AuditHandlers

__all__ = ["CONTRACT", "AuditClient", "AuditHandlers"]
