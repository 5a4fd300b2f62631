"""The sensors of one warehouse, behind a gateway."""

from .client import SensorClient
from .contract import CONTRACT
from .handlers import SensorHandlers

__all__ = ["CONTRACT", "SensorClient", "SensorHandlers"]
