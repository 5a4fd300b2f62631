"""Contracts whose names are Python's, a formatter's or the generated code's own still become code that passes for good.

One project in all formats: messages that are called as what agents' packages import (`Order` is the first that people
write), keywords as fields, keys, agents and the project, the same name in two namespaces, and long lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from treatyc.cli.generate import command

CODEGEN = Path(__file__).parents[1] / "codegen"
NAMES = (
    *("AgentContract", "AvroCodec", "Bound", "Channel", "CheckedCodec", "Client", "Contract", "Duration", "Field"),
    *("HTTPRequest", "Health", "JsonSchema", "Kind", "Literal", "Message", "None", "Order", "Policy", "ProtobufCodec"),
    *("Reading", "STRONG", "STR_ENUM", "Shop", "ShopClient", "Struct", "Subscription", "TypeAlias", "EventsAllX"),
)
TEXT = {"type": "string", "description": "Text."}


def _json_schema(name: str) -> str:
    line = {
        "type": "object",
        "properties": {"x": {"type": "integer"}, "more": {"$ref": "#/$defs/ALongNameOfALine"}},
    }
    properties = {
        "id": TEXT,
        name: TEXT,
        "class": TEXT,
        "many_things": {
            "type": "array",
            "uniqueItems": True,
            "items": {"$ref": "#/$defs/ALongNameOfALine"},
        },
    }
    schema = {"type": "object", "description": "One.", "required": ["id"], "properties": properties}
    whole = schema | {"additionalProperties": {"type": "integer"}, "$defs": {"ALongNameOfALine": line}}
    return json.dumps(whole)


def _avro(name: str) -> dict[str, object]:
    locals_of_codecs = ("data", "at", "out", "value", "size", "count", "item", "key", "read_int", "self", "def")
    fields: list[dict[str, object]] = [{"name": each, "type": "string", "doc": "Text."} for each in locals_of_codecs]
    lasting = {"type": "fixed", "name": f"{name}Time", "size": 12, "logicalType": "duration"}
    fields += [{"name": "id", "type": "string", "doc": "Text."}, {"name": "lasting", "type": lasting, "doc": "Time."}]
    return {"type": "record", "name": name, "namespace": "a.v1", "doc": "One.", "fields": fields}


def _protobuf(name: str) -> str:
    return f"""
// One.
message {name} {{
  string id = 1; // Text.
  string None = 2; // Text.
  oneof choice {{ bool bool = 3; string str = 4; }}
}}
"""


def _project(root: Path) -> None:
    schemas = root / "contracts" / "schemas"
    for folder in ("a", "j", "p"):
        (schemas / folder / "v1").mkdir(parents=True)
    (schemas / "a" / "v1" / "all.avsc").write_text(json.dumps([_avro(name) for name in NAMES]))
    protobuf = 'syntax = "proto3";\npackage p.v1;\n' + "".join(map(_protobuf, NAMES))
    (schemas / "p" / "v1" / "all.proto").write_text(protobuf)
    for name in NAMES:
        (schemas / "j" / "v1" / f"{name}.schema.json").write_text(_json_schema(name))
    keys = {"a": "def", "j": "id", "p": "None"}
    every = {
        f"events.{root}.x{number}": {"kind": "event", "message": f"{root}.v1.{name}", "key": key, "description": "One."}
        for root, key in keys.items()
        for number, name in enumerate(NAMES)
    }
    mixed = {
        "kind": "event",
        "messages": ["a.v1.Order", "j.v1.Order", "p.v1.Order"],
        "key": "id",
        "description": "All.",
    }
    asked = {"kind": "command", "message": "j.v1.Message", "reply": "replies.ask.{id}", "timeout": "2m", "key": "id"}
    answered = {"kind": "reply", "messages": ["j.v1.Order", "a.v1.Message"], "description": "Answers."}
    parameters = "events.{payload}.{message_id}.{correlation_id}.{timeout}.{recipient}.{self}.{class}.named"
    channels = {
        **every,
        parameters: {"kind": "event", "message": "j.v1.Order", "description": "One."},
        "events.all.x": mixed,
        "commands.ask.now": asked | {"description": "Asks."},
        "replies.ask.{id}": answered,
    }
    agents = {
        "shop": {"description": "Writes.", "sends": ["events.>"], "calls": ["commands.ask.now"]},
        "order": {"description": "Reads.", "receives": ["events.>"], "serves": ["commands.ask.now"]},
        "none": {"description": "Reads.", "receives": ["events.all.x"]},
    }
    project = {"treaty": 1, "name": "class", "channels": channels, "agents": agents}
    outputs = {"targets": {"dev": {"broker": "memory"}}, "generate": [{"python": {"out": "../generated"}}]}
    (root / "contracts" / "treaty.yaml").write_text(json.dumps(project | outputs))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the packages that such a project becomes."""
    root = tmp_path_factory.mktemp("hard")
    _project(root)
    arguments = ["--project", str(root / "contracts" / "treaty.yaml"), "--root", str(root)]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return root / "generated"


def _run(folder: Path, *command: str, **environment: str) -> None:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ | environment
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def _projects(generated: Path) -> list[Path]:
    return sorted(path for path in generated.iterdir() if path.is_dir())


def _path(generated: Path) -> str:
    return os.pathsep.join([*map(str, _projects(generated)), str(CODEGEN)])


def test_packages_are_called_after_the_project_and_the_agent(generated: Path) -> None:
    assert ["class_messages", "class_none", "class_order", "class_shop"] == [path.name for path in _projects(generated)]


def test_every_module_can_be_imported(generated: Path) -> None:
    modules = sorted(
        ".".join(path.relative_to(project).with_suffix("").parts).removesuffix(".__init__")
        for project in _projects(generated)
        for path in project.rglob("*.py")
        if path.name != "__main__.py"
    )
    program = f"import importlib\nfor module in {modules!r}: importlib.import_module(module)"
    _run(generated, sys.executable, "-W", "error", "-c", program, PYTHONPATH=_path(generated))


@pytest.mark.timeout(300)
def test_type_checkers_have_nothing_to_say(generated: Path) -> None:
    packages = [argument for project in _projects(generated) for argument in ("-p", project.name)]
    cache = ["--cache-dir", str(generated.parent / "mypy")]
    _run(generated, sys.executable, "-m", "mypy", "--strict", *cache, *packages, MYPYPATH=_path(generated))


def test_formatters_and_linters_have_nothing_to_say(generated: Path) -> None:
    common = ["--isolated", "--line-length", "120", "--target-version", "py311"]
    sources = ", ".join(f'"{project}"' for project in _projects(generated))
    select = ["--select", "E,F,W,I,B,RUF022", "--ignore", "E501"]
    _run(generated, sys.executable, "-m", "ruff", "check", *common, *select, "--config", f"src = [{sources}]", ".")
    _run(generated, sys.executable, "-m", "ruff", "format", "--check", *common, ".")
