"""Learns from what customers do and suggests products."""

from .client import RecommendationClient
from .contract import CONTRACT
from .handlers import RecommendationHandlers

__all__ = ["CONTRACT", "RecommendationClient", "RecommendationHandlers"]
