"""Contracts are untrusted: nothing in a name, a text or a default may become code (BROKERS.md 3.4, cases 1 and 2).

Each case puts an attack at one place of a contract and runs `treaty generate`. Either the contract is refused with a
diagnostic, or every generated module is imported; a canary, which the attack would touch, stays untouched both times.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from treatyc.cli.generate import command

CODE = '__import__("pathlib").Path("canary").touch()'
ATTACKS = {
    "double quote": f'"+{CODE}+"',
    "single quote": f"'+{CODE}+'",
    "triple quote": f'"""\n{CODE}\n"""',
    "triple single quote": f"'''\n{CODE}\n'''",
    "ends in a backslash": "\\",
    "escaped quote": f'\\"+{CODE}+\\"',
    "escaped triple quote": f'\\"""\n{CODE}\n\\"""',
    "newline": f"x\n{CODE}\n",
    "carriage return ends a comment": f"x\r{CODE}\r",  # datamodel-code-generator CVE-2026-54621, -54654
    "form feed and vertical tab": f"x\f{CODE}\v{CODE}",
    "next line and line separators": f"x\u0085{CODE}\u2028{CODE}\u2029{CODE}",
    "null": f"x\0{CODE}",
    "f-string": f"{{{CODE}}}",
    "template expression": f"{{{{ {CODE} }}}}",
    "template statement": f"{{% set x = {CODE} %}}",
    "template attribute": '{{ "".__class__.__mro__[1].__subclasses__() }}',  # jinja2 CVE-2024-56201, CVE-2025-27516
    "shell and terraform": f"${{{CODE}}} %{{{CODE}}} $({CODE})",
    "comment": f"# type: ignore\n{CODE} #",
    "annotation": f"int = {CODE}",
    "call in a default": f"field(default_factory=lambda: {CODE})",  # datamodel-code-generator CVE-2026-54653
    "closing brackets": f")]}}), {CODE}, ([{{(",
    "statement after a semicolon": f"x; {CODE}",
    "end of a block comment": f"*/ {CODE} /*",
    "right to left": f"\u202e{CODE}\u202c",
    "zero width": f"\u200b{CODE}\u2060",
    "bold keyword": "𝐜𝐥𝐚𝐬𝐬",
    "ligature": "ﬁeld",
    "keyword": "class",
    "dunder": "__class__",
    "dunder init": "__init__",
    "self": "self",
    "builtin": "__builtins__",
    "module name": "msgspec",
    "very long": "a" * 10_000,
    "surrogate pair": "\U0001f980",
    "empty": "",
}

Project = dict[str, str]


def project(channel: dict[str, object], schemas: Project, **more: object) -> Project:
    """A project with one channel, whose message is `shop.v1.Order`, one writer and one reader."""
    document = {
        "treaty": 1,
        "name": "shop",
        "channels": {"events.order": {"kind": "event", "message": "shop.v1.Order", **channel}},
        "agents": {"desk": {"sends": ["events.order"]}, "store": {"receives": ["events.order"]}},
        "generate": [{"python": {"out": "../generated"}}],
        **more,
    }
    return {"treaty.yaml": json.dumps(document), **schemas}


def order(**keywords: object) -> Project:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "description": "An order.", **keywords}
    return {"schemas/shop/v1/Order.schema.json": json.dumps(schema)}


def json_schema(**keywords: object) -> Project:
    return project({}, order(**keywords))


def avro(*fields: dict[str, object], **attributes: object) -> Project:
    fields = fields or ({"name": "a", "type": "string"},)
    record = {"type": "record", "name": "Order", "namespace": "shop.v1", "fields": fields, **attributes}
    return project({}, {"schemas/shop/v1/Order.avsc": json.dumps(record)})


def protobuf(body: str = "string a = 1;", before: str = "", head: str = 'syntax = "proto3";') -> Project:
    text = f"{head}\npackage shop.v1;\n{before}\nmessage Order {{\n{body}\n}}\n"
    return project({}, {"schemas/shop/v1/order.proto": text})


def quoted(text: str) -> str:
    """A string literal of Protobuf with every byte escaped."""
    return '"' + "".join(f"\\{byte:03o}" for byte in text.encode()) + '"'


def commented(text: str) -> str:
    return "\n".join(f"// {line}" for line in text.replace("\0", "").split("\n"))


PLACES: dict[str, Callable[[str], Project]] = {
    "yaml: description of a channel": lambda x: project({"description": x}, order()),
    "yaml: owner": lambda x: project({"owner": x}, order()),
    "yaml: name of a method": lambda x: project({"name": x}, order()),
    "yaml: key": lambda x: project({"key": x}, order()),
    "yaml: name of a parameter's value": lambda x: project(
        {"parameters": {"p": [x]}},
        order(),
        channels={"events.{p}": {"kind": "event", "message": "shop.v1.Order"}},
    ),
    "yaml: description of an agent": lambda x: project(
        {}, order(), agents={"desk": {"sends": ["events.order"], "description": x}}
    ),
    "yaml: name of an agent": lambda x: project({}, order(), agents={x: {"sends": ["events.order"]}}),
    "yaml: name of the project": lambda x: project({}, order(), name=x),
    "yaml: address": lambda x: project(
        {}, order(), channels={f"events.{x}": {"kind": "event", "message": "shop.v1.Order"}}, agents={}
    ),
    "yaml: group": lambda x: project(
        {}, order(), agents={"store": {"receives": [{"channel": "events.order", "group": x}]}}
    ),
    "json: title": lambda x: json_schema(title=x),
    "json: description": lambda x: json_schema(description=x),
    "json: property": lambda x: json_schema(properties={x: {"type": "string"}}),
    "json: property of two spellings": lambda x: json_schema(
        properties={x: {"type": "string"}, f"{x}_": {"type": "string"}, f"_{x}": {"type": "string"}}
    ),
    "json: description of a property": lambda x: json_schema(properties={"a": {"type": "string", "description": x}}),
    "json: default": lambda x: json_schema(properties={"a": {"type": "string", "default": x}}),
    "json: const": lambda x: json_schema(properties={"a": {"const": x}}),  # orval CVE-2026-24132
    "json: enum": lambda x: json_schema(properties={"a": {"enum": [x, "other"]}}),
    "json: enum of the root": lambda x: json_schema(enum=[{x: x}]),
    "json: pattern": lambda x: json_schema(properties={"a": {"type": "string", "pattern": x}}),
    "json: patternProperties": lambda x: json_schema(patternProperties={x: {"type": "integer"}}),
    "json: format": lambda x: json_schema(properties={"a": {"type": "string", "format": x}}),  # orval CVE-2026-96757
    "json: required": lambda x: json_schema(required=[x]),
    "json: name of a definition": lambda x: json_schema(
        **{"$defs": {x: {"type": "object", "properties": {"b": {"type": "string"}}}}},
        properties={"a": {"$ref": "#/$defs/" + x.replace("~", "~0").replace("/", "~1")}},
    ),
    "json: $comment and examples": lambda x: json_schema(**{"$comment": x, "examples": [x]}),
    "json: unknown keywords that other generators obey": lambda x: json_schema(
        **{"default_factory": x, "x-python-import": {"module": x, "name": x}, "customTypePath": x, "customBasePath": x}
    ),  # datamodel-code-generator CVE-2026-54653, -55415, -63720
    "json: $id and $anchor": lambda x: json_schema(**{"$id": x, "$anchor": x}),
    "json: $ref": lambda x: json_schema(properties={"a": {"$ref": x}}),
    "avro: doc": lambda x: avro(doc=x),  # Apache Avro CVE-2025-33042
    "avro: doc of a field": lambda x: avro({"name": "a", "type": "string", "doc": x}),
    "avro: name of a field": lambda x: avro({"name": x, "type": "string"}),
    "avro: default": lambda x: avro({"name": "a", "type": "string", "default": x}),
    "avro: default in bytes": lambda x: avro(
        {"name": "a", "type": "bytes", "default": "".join(char for char in x if ord(char) < 256)}
    ),
    "avro: default in a map": lambda x: avro(
        {"name": "a", "type": {"type": "map", "values": "string"}, "default": {x: x}}
    ),
    "avro: symbol": lambda x: avro({"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["A", x]}}),
    "avro: name of a nested record": lambda x: avro({"name": "a", "type": {"type": "record", "name": x, "fields": []}}),
    "avro: namespace": lambda x: avro({"name": "a", "type": {"type": "fixed", "name": "F", "namespace": x, "size": 2}}),
    "avro: alias": lambda x: avro({"name": "a", "type": "string", "aliases": [x]}, aliases=[x]),
    "avro: logical type": lambda x: avro({"name": "a", "type": {"type": "string", "logicalType": x}}),
    "avro: attributes that other generators obey": lambda x: avro(
        {"name": "a", "type": {"type": "string", "java-class": x, "avro.java.string": x}}, javaAnnotation=x
    ),  # Apache Avro CVE-2024-47561
    "protobuf: comment": lambda x: protobuf(before=commented(x)),
    "protobuf: block comment": lambda x: protobuf(before=f"/* {x} */" if "*/" not in x else ""),
    "protobuf: comment of a field": lambda x: protobuf(f"{commented(x)}\nstring a = 1;"),
    "protobuf: name of a field": lambda x: protobuf(f"string {x} = 1;"),  # protobufjs CVE-2026-44293
    "protobuf: name of a message": lambda x: protobuf("Inner a = 1;", f"message Inner {{}}\nmessage {x} {{}}"),
    "protobuf: json_name": lambda x: protobuf(f"string a = 1 [json_name = {quoted(x)}];"),
    "protobuf: default": lambda x: protobuf(
        f"optional string a = 1 [default = {quoted(x)}];", head='syntax = "proto2";'
    ),
    "protobuf: default in bytes": lambda x: protobuf(
        f"optional bytes a = 1 [default = {quoted(x)}];", head='syntax = "proto2";'
    ),  # protobufjs CVE-2026-44291
    "protobuf: enum value": lambda x: protobuf("E a = 1;", f"enum E {{ ZERO = 0; {x} = 1; }}"),
    "protobuf: string option": lambda x: protobuf(head=f'syntax = "proto3";\noption java_package = {quoted(x)};'),
    "protobuf: import": lambda x: protobuf(head=f'syntax = "proto3";\nimport {quoted(x)};'),
}


def generate(root: Path, files: Project) -> int:
    """The exit code of `treaty generate`; a traceback fails the test."""
    for name, text in files.items():
        (root / "contracts" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "contracts" / name).write_text(text, encoding="utf-8")
    arguments = ["--project", str(root / "contracts/treaty.yaml"), "--root", str(root)]
    result = CliRunner().invoke(command, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code


IMPORTER = """
import importlib, pathlib, sys
for project in sys.argv[1:]:
    folder = pathlib.Path(project)
    sys.path[:0] = [str(path) for path in folder.iterdir() if path.is_dir()]
    for path in sorted(folder.glob("*/**/*.py")):
        parts = path.relative_to(folder).with_suffix("").parts[1:]
        if parts[-1] != "__main__":
            importlib.import_module(".".join(parts).removesuffix(".__init__"))
    for name in [name for name in sys.modules if name.startswith("shop")]:
        del sys.modules[name]
    sys.path[:] = [path for path in sys.path if not path.startswith(project)]
"""


@pytest.mark.parametrize("place", PLACES)
def test_no_attack_becomes_code(place: str, tmp_path: Path) -> None:
    accepted: list[Path] = []
    for number, attack in enumerate(ATTACKS.values()):
        root = tmp_path / str(number)
        code = generate(root, PLACES[place](attack))
        assert code in (0, 2)
        if code == 0:
            accepted.append(root / "generated")

    done = subprocess.run(
        [sys.executable, "-c", IMPORTER, *map(str, accepted)], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert 0 == done.returncode, done.stderr
    assert [] == [*tmp_path.rglob("canary"), *Path.cwd().glob("canary")]


NO_PLAIN_WORD = {"yaml: key", "json: title", "json: $ref", "protobuf: import"}
"""Places where a plain word is not valid either: what stands there names something else."""


@pytest.mark.parametrize("place", sorted(set(PLACES) - NO_PLAIN_WORD))
def test_a_plain_word_in_the_same_place_is_accepted(place: str, tmp_path: Path) -> None:
    """So an attack is not refused for what stands around it."""
    assert 0 == generate(tmp_path, PLACES[place]("plain"))


def test_the_canary_is_touched_by_an_attack_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that an untouched canary means that nothing ran."""
    monkeypatch.chdir(tmp_path)

    exec(CODE)  # noqa: S102 - the attack itself, in a folder of its own

    assert (tmp_path / "canary").is_file()
    assert 20 < sum(CODE in attack for attack in ATTACKS.values())
