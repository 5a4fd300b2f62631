"""What `treaty init` and `treaty new agent` write: files for people to go on from, made once and never again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.handlers import Handler, handlers_of
from treatyc.emit.python.literal import docstring
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.render import render
from treatyc.load.language_schema import FILE_NAME, language_schema
from treatyc.system.agent import Agent
from treatyc.system.system import System

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"

TEMPLATES = {
    "contracts/treaty.yaml": "treaty.yaml.j2",
    "agents/__init__.py": "agents/init.py.j2",
    "agents/__main__.py": "agents/main.py.j2",
    "agents/test_fleet.py": "agents/test_fleet.py.j2",
    "agents/shop/handlers.py": "agents/shop/handlers.py.j2",
    "agents/warehouse/handlers.py": "agents/warehouse/handlers.py.j2",
    ".github/workflows/contracts.yml": "ci/github.yml.j2",
    ".gitlab-ci.yml": "ci/gitlab.yml.j2",
}
"""The starter's files, each with the template that it is made from."""


@dataclass(frozen=True, slots=True)
class _ProjectView:
    """`project` fits the language's pattern for names, which is all that the templates need of it."""

    project: str


@dataclass(frozen=True, slots=True)
class _PackageView:
    title: str


@dataclass(frozen=True, slots=True)
class _AgentView:
    agent: str
    package: str
    title: str
    base: str
    doc: str
    imports: tuple[str, ...]
    handlers: tuple[Handler, ...]


def starter(project: str) -> tuple[File, ...]:
    """A small project that runs: two agents, three messages, and the files by which CI checks them."""
    view = _ProjectView(project)
    files = [File(path, render(f"starter/{template}", view).encode()) for path, template in TEMPLATES.items()]
    files += [_package(f"agents/{agent}") for agent in ("shop", "warehouse")]
    files.append(language_file("contracts"))
    schemas = f"contracts/schemas/{project}"
    files.append(_data(f"{schemas}/orders/v1/OrderPlaced.schema.json", _order_placed()))
    files.append(_data(f"{schemas}/stock/v1/stock.avsc", _stock(f"{project}.stock.v1")))
    return tuple(sorted(files))


def language_file(folder: str) -> File:
    """The JSON Schema of the contract language, for editors to check and complete by."""
    return _data(f"{folder}/{FILE_NAME}", language_schema())


def new_agent(system: System, agent: Agent) -> tuple[File, ...]:
    """The handwritten part of an agent, relative to the folder of all agents: a class with each handler to fill in."""
    refs, handlers = handlers_of(system, agent)
    title = names.pascal(agent.name)
    package = names.agent_package(system.name, agent.name)
    client, base = names.client(agent.name), names.handlers(agent.name)
    view = _AgentView(
        agent=agent.name,
        package=package,
        title=title,
        base=base,
        doc=docstring(agent.description or f"The {agent.name} agent.", indent=4),
        imports=tuple(
            sorted((*refs.statements, f"from {package} import {client}, {base}", "from treaty import Message"))
        ),
        handlers=handlers,
    )
    path = f"{agent.name}/handlers.py"
    imported = {"__future__:annotations", f"{package}:{base}"}
    if handlers:
        imported |= {f"{package}:{client}", "treaty:Message"} | refs.imported
    promised = Outline(frozenset(imported), {title: tuple(handler.name for handler in handlers)})
    template = "starter/handlers.py.j2" if handlers else "starter/no_handlers.py.j2"
    return _package(agent.name), File(path, prove(path, render(template, view), promised).encode())


def _package(folder: str) -> File:
    name = folder.rpartition("/")[2]
    return File(f"{folder}/__init__.py", render("starter/package.py.j2", _PackageView(f"The {name} agent.")).encode())


def _data(path: str, value: object) -> File:
    return File(path, json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n")


def _order_placed() -> dict[str, object]:
    return {
        "$schema": JSON_SCHEMA,
        "title": "OrderPlaced",
        "description": "A customer wants to buy.",
        "type": "object",
        "required": ["order_id", "sku", "pieces"],
        "properties": {
            "order_id": {"type": "string", "maxLength": 64, "description": "The order's number."},
            "sku": {"type": "string", "maxLength": 64, "description": "What is bought."},
            "pieces": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "How many of it."},
        },
    }


def _stock(namespace: str) -> list[dict[str, object]]:
    sku = {"name": "sku", "type": "string", "doc": "What is counted."}
    pieces = {"name": "pieces", "type": "int", "doc": "How many are left."}
    request = {"type": "record", "name": "CountStock", "namespace": namespace, "doc": "How many pieces are left?"}
    reply = {"type": "record", "name": "StockCounted", "namespace": namespace, "doc": "What is left."}
    return [{**request, "fields": [sku]}, {**reply, "fields": [sku, pieces]}]
