"""The handlers of the agent: it receives nothing."""

from __future__ import annotations

from abc import ABC


class SensorHandlers(ABC):  # noqa: B024 - an agent that only sends has nothing to fill in
    """What sensor does with each message; subclass it and fill in every method."""
