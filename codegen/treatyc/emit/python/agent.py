"""The package of one agent: its contract, its client, its handlers and its entry point."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.channels import (
    Constant,
    Function,
    channel_constants,
    channel_expression,
    contract_expression,
    functions,
    used_channels,
)
from treatyc.emit.python.client import client_module
from treatyc.emit.python.handlers import handlers_module
from treatyc.emit.python.layout import all_names, import_from, lay_out
from treatyc.emit.python.literal import docstring
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.python.project import project_file
from treatyc.emit.python.references import references
from treatyc.emit.python.registry import registry_file
from treatyc.emit.render import render
from treatyc.system.agent import Agent, Match, Reading, Writing
from treatyc.system.system import System
from treatyc.system.version import fingerprint, version_of


@dataclass(frozen=True, slots=True)
class _ContractView:
    agent: str
    imports: tuple[str, ...]
    treaty: str
    functions: tuple[Function, ...]
    constants: tuple[Constant, ...]
    contract: str


@dataclass(frozen=True, slots=True)
class _PackageView:
    agent: str
    doc: str
    client: str
    handlers: str
    exported: str


def emit_agent(system: System, agent: Agent) -> tuple[File, ...]:
    """All files of an agent's package, relative to the folder that Python projects are written to."""
    package = names.agent_package(system.name, agent.name)
    root = f"{package}/{package}"
    manifest = _manifest(system, agent)
    digest = hashlib.sha256(manifest).hexdigest()[:16]
    messages = names.messages_package(system.name)
    return (
        project_file(
            package,
            f"The {agent.name} agent of {system.name}, generated from its contracts.",
            "treaty",
            _dash(messages),
        ),
        File(f"{root}/py.typed", b""),
        File(f"{root}/manifest.json", manifest),
        *registry_file(system, agent, f"{root}/registry.json"),
        _simple(f"{root}/__init__.py", "python/agent.py.j2", _package_view(system, agent)),
        _contract_module(system, agent, f"{root}/contract.py", digest),
        client_module(system, agent, f"{root}/client.py"),
        handlers_module(system, agent, f"{root}/handlers.py"),
        _simple(f"{root}/__main__.py", "python/main.py.j2", _package_view(system, agent)),
    )


def _dash(package: str) -> str:
    return package.replace("_", "-")


def _package_view(system: System, agent: Agent) -> _PackageView:
    client, handlers = names.client(agent.name), names.handlers(agent.name)
    return _PackageView(
        agent=names.snake(agent.name),
        doc=docstring(agent.description or f"The {agent.name} agent of {system.name}."),
        client=client,
        handlers=handlers,
        exported=all_names(("CONTRACT", client, handlers)),
    )


def _simple(path: str, template: str, view: _PackageView) -> File:
    imported = {f".client:{view.client}", ".contract:CONTRACT", f".handlers:{view.handlers}"}
    if template == "python/main.py.j2":
        promised = Outline(imports=frozenset(imported | {"treaty.entry:main"}))
    else:
        promised = Outline(imports=frozenset(imported), constants=("__all__",))
    return File(path, prove(path, render(template, view), promised).encode())


def _contract_module(system: System, agent: Agent, path: str, digest: str) -> File:
    channels = used_channels(system, agent)
    carried = sorted({message.value for channel in channels for message in channel.messages})
    typed = sorted({m.value for c in channels if c.key is not None or c.reply is not None for m in c.messages})
    constants = channel_constants(system, agent)
    refs = references(system, typed, carried, {*_CONTRACT_NAMES, "CONTRACT", *constants.values()})
    made = {channel.address: functions(system, channel, constants[channel.address], refs) for channel in channels}
    assigned = [
        Constant(
            name, lay_out(channel_expression(channel, made[channel.address], constants, refs), before=len(name) + 3)
        )
        for channel in channels
        for name in [constants[channel.address]]
    ]
    contract = lay_out(contract_expression(system, agent, constants, digest), before=len("CONTRACT = "))
    used = _used_names("\n".join([*(constant.text for constant in assigned), contract]))
    view = _ContractView(
        agent=names.snake(agent.name),
        imports=refs.statements,
        treaty=import_from("treaty.contract", used),
        functions=tuple(function for channel in channels for function in made[channel.address]),
        constants=tuple(assigned),
        contract=contract,
    )
    promised = Outline(
        imports=refs.imported | {f"treaty.contract:{name}" for name in used} | {"__future__:annotations", "treaty:"},
        functions=tuple(function.name for function in view.functions),
        constants=(*(constant.name for constant in assigned), "CONTRACT"),
    )
    return File(path, prove(path, render("python/contract.py.j2", view), promised).encode())


_CONTRACT_NAMES = "AgentContract Bound Channel Kind Order Policy Rate Reading Subscription".split()


def _used_names(text: str) -> list[str]:
    """What of `treaty.contract` a module refers to; these names are ours, so looking for them in the text is safe."""
    return [name for name in _CONTRACT_NAMES if f"{name}(" in text or f"{name}." in text]


def _manifest(system: System, agent: Agent) -> bytes:
    """What the package sends and receives, for `treaty record`: canonical JSON with the version of each message."""
    sent = _channels(outlet.matches for outlet in agent.outlets)
    received = _channels(reading.matches for reading in agent.subscriptions)
    served = _channels(each.matches for each in agent.subscriptions if each.reading is Reading.SERVES)
    called = _channels(each.matches for each in agent.outlets if each.writing is Writing.CALLS)
    # Who serves a request writes its reply, and who calls it reads that.
    sends = _lines(system, sent | _replies(system, served))
    receives = _lines(system, received | _replies(system, called))
    document = {"agent": agent.name, "project": system.name, "receives": receives, "sends": sends}
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _channels(several: Iterable[Sequence[Match]]) -> set[str]:
    return {match.channel for matches in several for match in matches}


def _replies(system: System, channels: Iterable[str]) -> set[str]:
    return {reply.value for address in channels if (reply := system.channel(address).reply) is not None}


def _lines(system: System, channels: Iterable[str]) -> list[dict[str, str]]:
    found = []
    for address in sorted(channels):
        channel = system.channel(address)
        for message in sorted(channel.messages, key=lambda name: name.value):
            schema = system.schema(message.value)
            found.append(
                {
                    "channel": address,
                    "message": schema.name,
                    "version": version_of(system, schema),
                    "fingerprint": fingerprint(schema),
                }
            )
    return found
