"""Makes appointments."""

from .client import SchedulingClient
from .contract import CONTRACT
from .handlers import SchedulingHandlers

__all__ = ["CONTRACT", "SchedulingClient", "SchedulingHandlers"]
