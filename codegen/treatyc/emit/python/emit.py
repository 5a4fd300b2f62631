"""Python: the package of messages and one package an agent."""

from __future__ import annotations

from treatyc.emit.file import File
from treatyc.emit.python.agent import emit_agent
from treatyc.emit.python.messages import emit as emit_messages
from treatyc.emit.python.part import EmitPart
from treatyc.system.schema import Format
from treatyc.system.system import Output, System


def emit(system: System, output: Output) -> tuple[File, ...]:
    """All Python packages of a system, relative to the output's folder."""
    agents = [file for agent in system.agents for file in emit_agent(system, agent)]
    return tuple(sorted((*_messages(system, output), *agents)))


def _messages(system: System, output: Output) -> tuple[File, ...]:
    if ("models", "pydantic") not in output.options:
        return emit_messages(system)
    from treatyc.emit.python import pydantic, pydantic_avro  # noqa: PLC0415 - few projects want it

    emitters: dict[Format, EmitPart] = {Format.JSONSCHEMA: pydantic.emit, Format.AVRO: pydantic_avro.emit}
    return emit_messages(system, emitters, ("pydantic>=2.11",))
