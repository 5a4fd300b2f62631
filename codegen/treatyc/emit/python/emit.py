"""Python: the package of messages and one package an agent."""

from __future__ import annotations

from treatyc.emit.file import File
from treatyc.emit.python.agent import emit_agent
from treatyc.emit.python.messages import emit as emit_messages
from treatyc.system.system import Output, System


def emit(system: System, output: Output) -> tuple[File, ...]:
    """All Python packages of a system, relative to the output's folder."""
    del output
    agents = [file for agent in system.agents for file in emit_agent(system, agent)]
    return tuple(sorted((*emit_messages(system), *agents)))
