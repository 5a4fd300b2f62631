"""`client.py` of an agent: a method for each channel that it may send to or call, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.channels import channel_constants
from treatyc.emit.python.layout import Expression, dict_of, import_from, import_order, wrapped
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.python.references import References, references
from treatyc.emit.render import render
from treatyc.system.address import parameters
from treatyc.system.agent import Agent, Writing
from treatyc.system.channel import Channel
from treatyc.system.methods import client_method
from treatyc.system.system import System


@dataclass(frozen=True, slots=True)
class _Method:
    name: str
    signature: str
    doc: str
    body: str


@dataclass(frozen=True, slots=True)
class _ClientView:
    agent: str
    title: str
    doc: str
    imports: tuple[str, ...]
    methods: tuple[_Method, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """A channel that the agent writes to in one way, with the values that each parameter may take (none: any)."""

    channel: Channel
    writing: Writing
    values: Mapping[str, tuple[str, ...]]


def client_module(system: System, agent: Agent, path: str) -> File:
    """The module with the agent's client."""
    uses = _uses(system, agent)
    constants = channel_constants(system, agent)
    wanted = {message.value for use in uses for message in use.channel.messages}
    wanted |= {name for use in uses if use.writing is Writing.CALLS for name in _reply_names(system, use.channel)}
    title = names.client(agent.name)
    used = sorted({constants[use.channel.address] for use in uses}, key=import_order)
    refs = references(system, wanted, taken={"Client", "Literal", title, *used})
    methods = tuple(_method(system, use, constants, refs) for use in uses)
    literals = any("Literal[" in method.signature for method in methods)
    groups = (
        "from typing import Literal" if literals else "",
        "from treaty import Client",
        "\n".join(refs.statements),
        import_from(".contract", used) if used else "",
    )
    view = _ClientView(
        agent=names.snake(agent.name),
        title=title,
        doc=docstring(f"All that {agent.name} may send and call.", indent=4),
        imports=tuple(group for group in groups if group),
        methods=methods,
    )
    promised = Outline(
        imports=refs.imported
        | {f".contract:{name}" for name in used}
        | {"__future__:annotations", "treaty:Client"}
        | ({"typing:Literal"} if literals else set()),
        classes={title: tuple(method.name for method in methods)},
    )
    return File(path, prove(path, render("python/client.py.j2", view), promised).encode())


def _uses(system: System, agent: Agent) -> tuple[_Use, ...]:
    """One for each channel and way of writing, in the order declared; what several outlets fix is joined."""
    fixed: dict[tuple[str, Writing], list[dict[str, str]]] = {}
    for outlet in agent.outlets:
        for match in outlet.matches:
            fixed.setdefault((match.channel, outlet.writing), []).append(dict(match.bindings))
    return tuple(
        _Use(channel, writing, {name: _values(channel, name, bindings) for name in parameters(address)})
        for (address, writing), bindings in fixed.items()
        for channel in [system.channel(address)]
    )


def _values(channel: Channel, name: str, bindings: list[dict[str, str]]) -> tuple[str, ...]:
    enumerated = next((parameter.values for parameter in channel.parameters if parameter.name == name), ())
    if all(name in bound for bound in bindings):
        return tuple(sorted({bound[name] for bound in bindings}))
    return enumerated


def _reply_names(system: System, channel: Channel) -> tuple[str, ...]:
    if channel.reply is None:
        return ()
    return tuple(message.value for message in system.channel(channel.reply.value).messages)


def _method(system: System, use: _Use, constants: Mapping[str, str], refs: References) -> _Method:
    channel = use.channel
    payload = " | ".join(refs.classes[message.value] for message in channel.messages)
    local = names.unique((name, _argument(name)) for name in use.values)
    keywords = [f"{local[name]}: {_annotation(values)}" for name, values in use.values.items()]
    filled = [dict_of([(literal(name), local[name]) for name in use.values])] if use.values else []
    arguments: list[Expression] = [constants[channel.address], "payload", *filled]
    if use.writing is Writing.CALLS:
        returned = " | ".join(refs.classes[name] for name in _reply_names(system, channel)) or "None"
        extra = ["timeout: float | None = None", *_ENVELOPE[1:]]
        passed = ["timeout=timeout", *_PASSED[1:]]
        called = wrapped(f"reply: {returned} = await self._call(", [*arguments, *passed], ")", indent=8)
        body = f"{called}\n        return reply"
    else:
        returned, extra = "str", list(_ENVELOPE)
        body = wrapped("return await self._send(", [*arguments, *_PASSED], ")", indent=8)
    name = client_method(use.writing, channel)
    signature = wrapped(
        f"async def {name}(", ["self", f"payload: {payload}", "*", *keywords, *extra], f") -> {returned}:", indent=4
    )
    return _Method(name, signature, docstring(_doc(channel, use.writing), indent=8), body)


def _argument(parameter: str) -> str:
    """What a method calls a parameter of its channel, beside the arguments that every method has."""
    name = names.field_name(parameter)
    return f"{name}_" if name in _ARGUMENTS else name


_ARGUMENTS = frozenset({"payload", "recipient", "correlation_id", "message_id", "timeout"})
_ENVELOPE = ("recipient: str | None = None", "correlation_id: str | None = None", "message_id: str | None = None")
_PASSED = ("recipient=recipient", "correlation_id=correlation_id", "message_id=message_id")


def _annotation(values: tuple[str, ...]) -> str:
    return f"Literal[{', '.join(map(literal, values))}]" if values else "str"


def _doc(channel: Channel, writing: Writing) -> str:
    about = channel.description or "No description is declared."
    done = (
        f"Call `{channel.address}` and wait for the reply."
        if writing is Writing.CALLS
        else f"Send to `{channel.address}`."
    )
    deprecated = "\n\nDeprecated." if channel.deprecated else ""
    return f"{done}\n\n{about}{deprecated}"
