"""Hands the agents' answers to the customer, and takes up what went wrong."""

from .client import CustomerServiceClient
from .contract import CONTRACT
from .handlers import CustomerServiceHandlers

__all__ = ["CONTRACT", "CustomerServiceClient", "CustomerServiceHandlers"]
