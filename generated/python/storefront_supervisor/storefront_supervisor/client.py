"""The client of the agent: a method for each thing that it may send or call."""

from __future__ import annotations

from treaty import Client


class SupervisorClient(Client):
    """All that supervisor may send and call."""
