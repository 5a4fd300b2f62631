"""Keeps all telemetry for the dashboards."""

from .client import LoggerClient
from .contract import CONTRACT
from .handlers import LoggerHandlers

__all__ = ["CONTRACT", "LoggerClient", "LoggerHandlers"]
