"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from treaty import Client


class LoggerClient(Client):
    """All that logger may send and call."""
