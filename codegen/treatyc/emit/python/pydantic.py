"""JSON messages as Pydantic models, on request: datamodel-code-generator writes the classes, from a schema of ours.

It never sees a text of a contract. Names are proven before, and what a contract says (docs, constants, names on the
wire, classes of other modules) is a token in our schema, which our own encoders replace in what comes back.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.access import members
from treatyc.emit.python.jsonschema.decide import is_plain_literal
from treatyc.emit.python.jsonschema.emit import API, imports_of, project
from treatyc.emit.python.jsonschema.naming import MODULE, Naming, naming
from treatyc.emit.python.jsonschema.texts import Texts, text_module
from treatyc.emit.python.layout import wrapped
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.outline import BrokenPromise, Outline, prove
from treatyc.emit.python.part import Part
from treatyc.emit.render import render
from treatyc.source import Pointer
from treatyc.system.schema import (
    Array,
    Boolean,
    Enumeration,
    Float,
    Integer,
    Literal,
    Map,
    Null,
    Record,
    Ref,
    Schema,
    String,
    Type,
    Union,
)
from treatyc.system.system import System
from treatyc.system.version import fingerprint, version_of

Json = dict[str, object]

_TEMPLATE = "python/messages_json_models.py.j2"
_CALLS = frozenset({"Field", "ConfigDict"})
_DOC = re.compile(r'"""\n\s*treaty_doc_(\d+)\n\s*"""')
_MEMBER = re.compile(r"\n(?=    (?:\w+: |model_config = ))")
_EXTRA = re.compile(r"extra='(allow|forbid)'")
_TYPE = re.compile(r"Literal\['treaty_type_(\d+)'\]")
_NAME = re.compile(r"\btreaty_name_(\d+)(?=:)")
_TEXT = re.compile(r"'treaty_text_(\d+)'")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the tokens in our schema stand for, and what each field that is not called as on the wire is called."""

    texts: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    def token(self, kind: str, text: str) -> str:
        """A token for a `doc`, a `text`, a `type` or a `name`."""
        self.texts.append(text)
        return f"treaty_{kind}_{len(self.texts) - 1}"


@dataclass(frozen=True, slots=True)
class _Writing:
    """One namespace's schema of ours in the making."""

    naming: Naming
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class _View:
    doc: str
    api: int
    imports: tuple[str, ...]
    classes: tuple[str, ...]
    messages: tuple[str, ...]


def emit(system: System, namespace: str, schemas: tuple[Schema, ...]) -> Part:
    """The modules of a namespace's JSON messages, with models instead of structs."""
    shared = project(system)
    named = naming(system, namespace, shared.decisions)
    records = sorted(
        (each for schema in schemas for each in schema if isinstance(each, Record)), key=lambda each: each.name
    )
    classes = _classes(named, records)
    messages = {names.constant_name(schema): _message(system, named, shared.texts, schema) for schema in schemas}
    where = f"`{namespace}`" if namespace else "schemas without a namespace"
    doc = docstring(f"The JSON messages of {where}, as Pydantic models.")
    view = _View(doc, API, (), tuple(text for _, text in classes.values()), tuple(messages.values()))
    imports, promised = imports_of(named, render(_TEMPLATE, view))
    outline = Outline(
        imports=promised,
        classes={name: found for name, (found, _) in classes.items()},
        constants=tuple(messages),
    )
    text = prove(f"{MODULE}.py", render(_TEMPLATE, replace(view, imports=imports)), outline)
    files = (text_module(namespace, schemas), File(f"{MODULE}.py", text.encode()))
    return Part(MODULE, (*classes, *messages), files)


def _classes(named: Naming, records: Iterable[Record]) -> dict[str, tuple[tuple[str, ...], str]]:
    """Each record's class: its members, and its text."""
    writing = _Writing(named, Tokens())
    promised = {named.name(record.name): tuple(_attributes(record).values()) for record in records}
    ours = {named.name(record.name): _object(writing, record) for record in records}
    texts = generated(ours, writing.tokens)
    return {name: (("model_config", *promised[name]), text) for name, text in texts.items()}


def generated(ours: Mapping[str, Json], tokens: Tokens) -> dict[str, str]:
    """The text of each class that our schema defines, once it is held to what such a class may be."""
    if not ours:
        return {}
    text = _generated(ours, tokens.aliases)
    lines = text.split("\n")
    found = {each.name: each for each in ast.parse(text).body if isinstance(each, ast.ClassDef)}
    if found.keys() != ours.keys():
        raise BrokenPromise(f"datamodel-code-generator made {sorted(found)} of {sorted(ours)}")
    for node in found.values():
        check(node)
    return {
        name: _replaced(tokens, "\n".join(lines[node.lineno - 1 : node.end_lineno])) for name, node in found.items()
    }


def _generated(definitions: Mapping[str, Json], aliases: dict[str, str]) -> str:
    # 300 ms that only this option pays.
    from datamodel_code_generator import InputFileType, LiteralType, PythonVersion, generate  # noqa: PLC0415
    from datamodel_code_generator.config import GenerateConfig  # noqa: PLC0415
    from datamodel_code_generator.enums import DataModelType  # noqa: PLC0415

    config = GenerateConfig(
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        aliases=aliases,
        allow_remote_refs=False,
        disable_timestamp=True,
        enable_faux_immutability=True,
        enum_field_as_literal=LiteralType.All,
        formatters=[],
        keep_model_order=True,
        skip_root_model=True,
        use_annotated=True,
        use_field_description=True,
        use_schema_description=True,
        use_standard_collections=True,
        use_union_operator=True,
    )
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": definitions}
    made = generate(json.dumps(schema), config=config)
    if not isinstance(made, str):
        raise BrokenPromise("datamodel-code-generator made more than one module")
    return made


def check(node: ast.ClassDef) -> None:
    """Hold a class to what such a class may be made of: annotated members, numbers, tokens and our own names."""
    if [ast.unparse(base) for base in node.bases] != ["BaseModel"] or node.decorator_list or node.keywords:
        raise BrokenPromise(f"`{node.name}` is no plain model")
    for each in ast.walk(node):
        match each:
            case ast.Call(ast.Name(name)) if name in _CALLS:
                continue
            case ast.Constant(str(text)) if text not in ("allow", "forbid") and not text.strip().startswith("treaty_"):
                raise BrokenPromise(f"`{node.name}` holds a text that is not ours: {text!r}")
            case ast.Call() | ast.Lambda() | ast.FunctionDef() | ast.Attribute() | ast.Import() | ast.ImportFrom():
                raise BrokenPromise(f"`{node.name}` holds {ast.unparse(each)}")


def _replaced(tokens: Tokens, body: str) -> str:
    body = _MEMBER.sub("\n\n", body)
    body = _NAME.sub(lambda match: tokens.texts[int(match[1])], body)
    body = _EXTRA.sub(r'extra="\1"', body)
    body = _DOC.sub(lambda match: docstring(tokens.texts[int(match[1])], indent=4), body)
    body = _TYPE.sub(lambda match: tokens.texts[int(match[1])], body)
    return _TEXT.sub(lambda match: literal(tokens.texts[int(match[1])]), body)


def _attributes(record: Record) -> dict[str, str]:
    """What a model calls each field: as a struct does, but for what every model has already."""
    import pydantic  # noqa: PLC0415 - only this option needs it

    taken = set(dir(pydantic.BaseModel)) | {"model_config"}
    wanted = ((name, f"{held}_" if held in taken else held) for name, held in members(record).items())
    unique = names.unique(wanted)
    return {each.name: unique[each.name] for each in record.fields}


def _object(writing: _Writing, record: Record) -> Json:
    properties: Json = {}
    required = []
    for member, attribute in _attributes(record).items():
        found = record.field(member)
        if found is None:
            continue
        key = attribute
        if attribute != member:
            key = writing.tokens.token("text", member)
            writing.tokens.aliases[key] = attribute
        held = _schema(writing, found.type)
        properties[key] = held | ({"description": writing.tokens.token("doc", found.doc)} if found.doc else {})
        required += [key] if found.required else []
    return {
        "type": "object",
        "description": writing.tokens.token("doc", record.doc),
        "properties": properties,
        "required": required,
        "additionalProperties": not record.closed,
    }


def _schema(writing: _Writing, found: Type) -> Json:
    """A type in words that the generator knows; what jsonschema-rs checks anyhow may be left out."""
    match found:
        case Null():
            return {"type": "null"}
        case Boolean():
            return {"type": "boolean"}
        case Integer(_, _, minimum, maximum):
            return {"type": "integer"} | _given(minimum=minimum, maximum=maximum)
        case Float(_, minimum, maximum):
            return {"type": "number"} | _given(minimum=minimum, maximum=maximum)
        case String(min_length, max_length):
            return {"type": "string"} | _given(minLength=min_length, maxLength=max_length)
        case Literal(values) if is_plain_literal(found):
            return _constants(writing, [json.loads(value) for value in values])
        case Array(items):
            return {"type": "array", "items": _plain(writing, items)}
        case Map(values):
            return {"type": "object", "additionalProperties": _plain(writing, values)}
        case Union(branches):
            return {"anyOf": [_plain(writing, branch) for branch in branches]}
        case Ref(name):
            return _reference(writing, name)
    return {}


def _plain(writing: _Writing, found: Type) -> Json:
    """A type inside another: without its bounds, for which the generator would make names of its own."""
    held = _schema(writing, found)
    return {keyword: value for keyword, value in held.items() if keyword not in _BOUNDS}


_BOUNDS = frozenset({"minimum", "maximum", "minLength", "maxLength"})


def _given(**bounds: float | None) -> Json:
    return {keyword: bound for keyword, bound in bounds.items() if bound is not None}


def _constants(writing: _Writing, values: list[object]) -> Json:
    """Texts are tokens; numbers and null are themselves."""
    return {"enum": [writing.tokens.token("text", value) if isinstance(value, str) else value for value in values]}


def _reference(writing: _Writing, name: str) -> Json:
    decisions = writing.naming.decisions
    found = decisions.behind(Ref(name))
    if not isinstance(found, Ref):
        return _schema(writing, found)
    definition = decisions.definitions[found.name]
    match definition:
        case Enumeration(_, symbols):
            return _constants(writing, [symbol.name for symbol in symbols])
        case Record() if writing.naming.is_local(found.name):
            return {"$ref": f"#/$defs/{writing.naming.name(found.name)}"}
        case Record():
            other = f"{writing.naming.qualified(found.name, MODULE)}.{writing.naming.name(found.name)}"
            return {"enum": [writing.tokens.token("type", other)]}
    return {}


def _message(system: System, named: Naming, texts: Texts, schema: Schema) -> str:
    constant = names.constant_name(schema)
    text = texts.schema_of(named, Pointer(schema.path), indent=8)
    is_model = isinstance(schema.definitions[0], Record)
    steps = [f"model({named.name(schema.name)})", "document"] if is_model else ["unchanged", "unchanged"]
    arguments = [
        f"name={literal(schema.name)}",
        f"version={literal(version_of(system, schema))}",
        f"fingerprint={literal(fingerprint(schema))}",
        f"type={named.name(schema.name) if is_model else 'object'}",
        wrapped("codec=CheckedCodec(", [*steps, text], ")", indent=4),
    ]
    return f"{constant} = MessageSchema(\n" + "".join(f"    {each},\n" for each in arguments) + ")"
