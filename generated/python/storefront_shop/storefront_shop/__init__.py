"""The web shop. It tells what customers do, places their orders and opens their conversations."""

from .client import ShopClient
from .contract import CONTRACT
from .handlers import ShopHandlers

__all__ = ["CONTRACT", "ShopClient", "ShopHandlers"]
