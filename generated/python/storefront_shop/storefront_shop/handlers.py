"""The handlers of the agent: it receives nothing."""

from __future__ import annotations

from abc import ABC


class ShopHandlers(ABC):  # noqa: B024 - an agent that only sends has nothing to fill in
    """What shop does with each message; subclass it and fill in every method."""
