"""The runtime of treaty: what generated packages and the agents written on them import."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from treaty.agent import Agent as Agent
    from treaty.client import Client as Client
    from treaty.contract import AgentContract as AgentContract
    from treaty.contract import require_api as require_api
    from treaty.entry import main as main
    from treaty.entry import run as run
    from treaty.envelope import Envelope as Envelope
    from treaty.errors import CallFailed as CallFailed
    from treaty.errors import CallTimeout as CallTimeout
    from treaty.errors import Reject as Reject
    from treaty.errors import TreatyError as TreatyError
    from treaty.message import Message as Message

_HOMES = {
    "Agent": "treaty.agent",
    "AgentContract": "treaty.contract",
    "CallFailed": "treaty.errors",
    "CallTimeout": "treaty.errors",
    "Client": "treaty.client",
    "Envelope": "treaty.envelope",
    "Message": "treaty.message",
    "Reject": "treaty.errors",
    "TreatyError": "treaty.errors",
    "main": "treaty.entry",
    "require_api": "treaty.contract",
    "run": "treaty.entry",
}


def __getattr__(name: str) -> object:
    """Import on first use: the pytest plugin lives in this package, and every test run would pay for all of it."""
    if name not in _HOMES:
        raise AttributeError(f"module `treaty` has no attribute `{name}`")
    return getattr(importlib.import_module(_HOMES[name]), name)
