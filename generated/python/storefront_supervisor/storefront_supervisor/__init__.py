"""Knows which agents are up and calls a person when one is not."""

from .client import SupervisorClient
from .contract import CONTRACT
from .handlers import SupervisorHandlers

__all__ = ["CONTRACT", "SupervisorClient", "SupervisorHandlers"]
