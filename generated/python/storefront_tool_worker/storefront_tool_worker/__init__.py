"""One of a pool of workers that run tools."""

from .client import ToolWorkerClient
from .contract import CONTRACT
from .handlers import ToolWorkerHandlers

__all__ = ["CONTRACT", "ToolWorkerClient", "ToolWorkerHandlers"]
