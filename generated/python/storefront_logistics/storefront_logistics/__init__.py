"""Books parcels with carriers and tells how they travel."""

from .client import LogisticsClient
from .contract import CONTRACT
from .handlers import LogisticsHandlers

__all__ = ["CONTRACT", "LogisticsClient", "LogisticsHandlers"]
