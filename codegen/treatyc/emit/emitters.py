"""What `generate` can write: one function an output, from the system to files."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from treatyc.emit.file import File
from treatyc.system.system import Output, System

Emit = Callable[[System, Output], tuple[File, ...]]

EMITTERS = {"python": "treatyc.emit.python.emit", "topology": "treatyc.emit.topology.emit"}
"""The module whose `emit` writes each output of the contract language; imported only when a project asks for it."""


def emitter(name: str) -> Emit:
    """The function that writes an output; `link` has proven the name."""
    found: Emit = importlib.import_module(EMITTERS[name]).emit
    return found
