"""`registry_texts.json` of an agent's package: what it registers when it starts, at targets that ask for that."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from treatyc.diagnostics import Report
from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.registry import FORM, steps_of, written_by
from treatyc.registry.protocol import TYPES
from treatyc.registry.wanted.desired import Role, Wanted, desired
from treatyc.source import SourceTree
from treatyc.system.agent import Agent
from treatyc.system.registry import Registering, Registry
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.subjects import key_subject, value_subject


def texts_files(system: System, tree: SourceTree, folder: str, report: Report) -> tuple[File, ...]:
    """The file of each agent, relative to the folder that Python projects are written to.

    `folder` is where the schema files lie in the tree.
    """
    asking = [
        (target, target.registry)
        for target in system.targets
        if target.registry is not None and target.registry.register is Registering.AT_START
    ]
    wanted = {target.name: desired(system, target, tree, folder, report) for target, _ in asking}
    return tuple(
        _file(
            system,
            agent,
            {
                target.name: list(_texts(system, wanted[target.name], _subjects(system, agent, target, registry)))
                for target, registry in asking
            },
        )
        for agent in system.agents
    )


def _file(system: System, agent: Agent, targets: dict[str, list[dict[str, object]]]) -> File:
    package = names.agent_package(system.name, agent.name)
    content = json.dumps({"form": FORM, "targets": targets}, indent=2, sort_keys=True, ensure_ascii=False)
    return File(f"{package}/{package}/registry_texts.json", content.encode() + b"\n")


def _subjects(system: System, agent: Agent, target: Target, registry: Registry) -> Iterator[str]:
    """The subjects of what an agent writes, keys among them."""
    written = written_by(system, agent)
    for channel in target.channels:
        if channel.address in written:
            yield from (value_subject(channel, each.value, target, registry) for each in channel.messages)
            key = key_subject(channel, target, registry)
            if key is not None:
                yield key


def _texts(system: System, wanted: Sequence[Wanted], subjects: Iterable[str]) -> Iterator[dict[str, object]]:
    """The texts under these subjects and all that they refer to, in their order: each after what it needs."""
    needed = set(subjects)
    for each in reversed(wanted):
        if each.subject in needed:
            needed.update(reference.subject for reference in each.references)
    for each in wanted:
        if each.subject not in needed:
            continue
        is_message = each.role is Role.MESSAGE
        yield {
            "subject": each.subject,
            "schemaType": TYPES[each.format],
            "schema": each.text,
            "references": [{"name": reference.name, "subject": reference.subject} for reference in each.references],
            "steps": {name: list(steps_of(system.schema(name))) for name in each.schemas} if is_message else {},
        }
