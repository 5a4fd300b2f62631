"""The JSON Schema files of one namespace as Python: structs, what reads and writes them, and their texts."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass, replace

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.jsonschema.decide import Decisions, decisions
from treatyc.emit.python.jsonschema.naming import CODEC_MODULE, MODULE, Naming, naming
from treatyc.emit.python.jsonschema.readers import Function, Sink, part_constant, write_functions
from treatyc.emit.python.jsonschema.structs import Class, TypeName, aliases_in_order, written
from treatyc.emit.python.jsonschema.texts import Texts, text_module, texts_of
from treatyc.emit.python.layout import wrapped
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.python.part import Part
from treatyc.emit.render import render
from treatyc.source import Pointer
from treatyc.system.schema import Alias, Definition, Enumeration, Format, Record, Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint, version_of

API = 1

_STRUCTS = "python/messages_json.py.j2"
_CODEC = "python/messages_json_codec.py.j2"


@dataclass(frozen=True, slots=True)
class _Message:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _StructsView:
    doc: str
    api: int
    imports: tuple[str, ...]
    classes: tuple[Class, ...]
    aliases: tuple[TypeName, ...]
    messages: tuple[_Message, ...]


@dataclass(frozen=True, slots=True)
class _CodecView:
    doc: str
    imports: tuple[str, ...]
    constants: tuple[str, ...]
    functions: tuple[Function, ...]


_Imports = dict[str, tuple[str, ...]]
"""Modules with the names that may be imported from them; `import module` has the empty name."""

_STANDARD: _Imports = {
    "enum": ("",),
    "typing": ("Annotated", "Any", "Literal", "TypeAlias"),
}
_LIBRARY: _Imports = {
    "pydantic": ("BaseModel", "ConfigDict", "Field"),
    "msgspec": ("", "UNSET", "Meta", "Struct", "UnsetType"),
    "treaty": ("",),
    "treaty.codecs.json": ("CheckedCodec", "ExactCodec"),
    "treaty.codecs.json_schema": ("JsonSchema",),
    "treaty.codecs.json_values": ("chosen", "members", "native", "rest", "typed", "unchanged", "whole"),
    "treaty.codecs.json_models": ("document", "model"),
    "treaty.contract": ("MessageSchema",),
}


def emit(system: System, namespace: str, schemas: tuple[Schema, ...]) -> Part:
    """The modules of a namespace's JSON messages."""
    shared = project(system)
    files = [text_module(namespace, schemas)]
    codec = _codec_module(naming(system, namespace, shared.decisions), shared.texts, schemas)
    structs, exports = _structs_module(system, naming(system, namespace, shared.decisions), shared.texts, schemas)
    return Part(MODULE, exports, (*files, *codec, structs))


@dataclass(frozen=True, slots=True)
class Project:
    """What all namespaces of a project share."""

    decisions: Decisions
    texts: Texts


@functools.lru_cache(maxsize=1)
def project(system: System) -> Project:
    """What is the same for all namespaces, made once."""
    schemas = [schema for schema in system.schemas if schema.format is Format.JSONSCHEMA]
    return Project(decisions(schemas), texts_of(schemas))


def _structs_module(
    system: System, named: Naming, texts: Texts, schemas: tuple[Schema, ...]
) -> tuple[File, tuple[str, ...]]:
    definitions = sorted((each for schema in schemas for each in schema), key=lambda each: named.name(each.name))
    classes = [made for each in definitions if isinstance(made := written(named, each), Class)]
    aliases = aliases_in_order(named, [each for each in definitions if isinstance(each, Alias)])
    type_names = [made for each in aliases if isinstance(made := written(named, each), TypeName)]
    messages = [_message(system, named, texts, schema) for schema in schemas]
    view = _StructsView(
        doc=docstring(f"The JSON messages of {_where(named)}."),
        api=API,
        imports=(),
        classes=tuple(classes),
        aliases=tuple(type_names),
        messages=tuple(messages),
    )
    imports, promised = imports_of(named, render(_STRUCTS, view))
    constants = [each.name for each in type_names] + [message.name for message in messages]
    outline = Outline(
        imports=promised,
        classes={each.name: tuple(member.name for member in each.members) for each in classes},
        constants=tuple(constants),
    )
    text = prove(f"{MODULE}.py", render(_STRUCTS, replace(view, imports=imports)), outline)
    return File(f"{MODULE}.py", text.encode()), tuple([each.name for each in classes] + constants)


def _message(system: System, named: Naming, texts: Texts, schema: Schema) -> _Message:
    constant = names.constant_name(schema)
    root = schema.definitions[0]
    arguments = [
        f"name={literal(schema.name)}",
        f"version={literal(version_of(system, schema))}",
        f"fingerprint={literal(fingerprint(schema))}",
        f"type={named.name(schema.name) if isinstance(root, Record | Enumeration) else 'object'}",
        _codec(named, texts, schema, root),
    ]
    return _Message(constant, f"{constant} = MessageSchema(\n" + "".join(f"    {each},\n" for each in arguments) + ")")


def _codec(named: Naming, texts: Texts, schema: Schema, root: Definition) -> str:
    text = texts.schema_of(named, Pointer(schema.path), indent=8)
    decided = named.decisions
    if decided.needs_reader(root.name):
        module = named.qualified(root.name, CODEC_MODULE)
        reads = f"{module}.read_{named.functions[root.name]}"
        writes = f"{module}.write_{named.functions[root.name]}" if decided.needs_writer(root.name) else "unchanged"
        name, arguments = "CheckedCodec", [reads, writes, text]
    elif isinstance(root, Alias) and not named.is_written(root.name):
        # Only what holds itself, or a type of another namespace, which a circle of imports may not have made yet.
        name, arguments = "CheckedCodec", ["unchanged", "unchanged", text]
    elif decided.is_exact(root.name):
        name, arguments = "ExactCodec", [named.name(root.name), text]
    else:
        name, arguments = "CheckedCodec", [f"typed({named.name(root.name)})", "unchanged", text]
    return wrapped(f"codec={name}(", arguments, ")", indent=4)


def _codec_module(named: Naming, texts: Texts, schemas: tuple[Schema, ...]) -> tuple[File, ...]:
    sink = Sink(named)
    for schema in schemas:
        for definition in schema:
            if isinstance(definition, Record | Alias):
                write_functions(sink, definition)
    if not sink.functions:
        return ()
    constants = _parts(sink, texts)
    view = _CodecView(
        doc=docstring(
            f"What reads and writes the JSON messages of {_where(named)} that msgspec cannot build by itself."
        ),
        imports=(),
        constants=tuple(constants.values()),
        functions=tuple(sink.functions),
    )
    imports, promised = imports_of(named, render(_CODEC, view))
    outline = Outline(
        imports=promised,
        functions=tuple(function.name for function in sink.functions),
        constants=tuple(constants),
    )
    text = prove(f"{CODEC_MODULE}.py", render(_CODEC, replace(view, imports=imports)), outline)
    return (File(f"{CODEC_MODULE}.py", text.encode()),)


def _parts(sink: Sink, texts: Texts) -> dict[str, str]:
    """A constant for each definition whose own schema has to be asked which branch a value is of."""
    constants = {}
    for name in sorted(sink.parts):
        place = sink.decisions.definitions[name].place
        if isinstance(place, Pointer):
            constant = part_constant(sink.naming, name)
            constants[constant] = f"{constant} = {texts.schema_of(sink.naming, place, indent=0)}"
    return constants


def imports_of(named: Naming, code: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The import lines of a module in the order of import sorters, by the names that its code uses, and the promise."""
    nodes = ast.walk(ast.parse(code))
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    promised = {"__future__:annotations"}
    blocks = []
    for group in (_STANDARD, _LIBRARY):
        lines, found = _group(group, used)
        promised |= found
        blocks.append(lines)
    own: dict[str, list[str]] = {}
    for package, module, local in named.imported():
        own.setdefault(package, []).append(module + (f" as {local}" if local != module else ""))
        promised.add(f"{package}:{module}")
    blocks.append(_own(own))
    lines = []
    for block in blocks:
        lines += ["", *block] if lines and block else block
    return tuple(lines), frozenset(promised)


def _own(modules: dict[str, list[str]]) -> list[str]:
    """Modules of this package; import sorters give each renamed one a line."""
    lines = []
    for package, items in sorted(modules.items()):
        plain = [item for item in items if " as " not in item]
        lines += [f"from {package} import {', '.join(plain)}"] if plain else []
        lines += [f"from {package} import {item}" for item in items if " as " in item]
    return lines


def _group(group: _Imports, used: set[str]) -> tuple[list[str], set[str]]:
    plain, chosen, promised = [], [], set()
    for module, offered in sorted(group.items()):
        if "" in offered and module in used:
            plain.append(f"import {module}")
            promised.add(f"{module}:")
        wanted = [name for name in offered if name and name in used]
        if wanted:
            chosen.append(f"from {module} import {', '.join(wanted)}")
            promised |= {f"{module}:{name}" for name in wanted}
    return plain + chosen, promised


def _where(named: Naming) -> str:
    return f"`{named.namespace}`" if named.namespace else "schemas without a namespace"
