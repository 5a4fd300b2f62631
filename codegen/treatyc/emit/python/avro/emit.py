"""Avro's share of the package of messages: the classes of a namespace, their codecs, and a constant for each schema."""

from __future__ import annotations

from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.avro.codec import MODULE as CODEC
from treatyc.emit.python.avro.codec import Codec, codec_file
from treatyc.emit.python.avro.library import TYPES, Library, library
from treatyc.emit.python.avro.types import types_file
from treatyc.emit.python.layout import all_names, call, dict_of, import_from, import_order, lay_out
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.python.part import Part
from treatyc.emit.render import render
from treatyc.system.release import Release
from treatyc.system.schema import Record, Schema
from treatyc.system.system import System
from treatyc.system.version import fingerprint, releases_of, version_of

MODULE = "_avro"

_TEXT_WIDTH = 96


@dataclass(frozen=True, slots=True)
class _ConstantsView:
    title: str
    imports: tuple[str, ...]
    constants: tuple[str, ...]
    exported: str


def emit(system: System, namespace: str, schemas: tuple[Schema, ...]) -> Part:
    """The classes of a namespace's Avro schemas, and the codec and the constant of each record: only those travel."""
    known = library(system)
    classes = sorted((known.classes[each.name] for each in known.of_namespace(namespace)), key=import_order)
    schemas = tuple(schema for schema in schemas if isinstance(schema.definitions[0], Record))
    if not schemas:
        return Part(TYPES, tuple(classes), (types_file(known, namespace),))
    releases = {schema.name: _older(system, schema) for schema in schemas}
    codec, functions = codec_file(known, namespace, schemas, releases)
    constants = [_constant(system, known, schema, functions[schema.name]) for schema in schemas]
    used = sorted({name for each in functions.values() for name in _functions(each)}, key=import_order)
    exports = (*(names.constant_name(schema) for schema in schemas), *classes)
    title = f"The Avro messages of `{namespace}`, each with what encodes and decodes it."
    imports = (
        "import treaty\nfrom treaty.codecs.avro import AvroCodec\nfrom treaty.contract import MessageSchema",
        f"{import_from(f'.{CODEC}', used)}\n{import_from(f'.{TYPES}', classes)}",
    )
    promised = Outline(
        imports=frozenset(
            {"__future__:annotations", "treaty:", "treaty.codecs.avro:AvroCodec", "treaty.contract:MessageSchema"}
            | {f".{CODEC}:{name}" for name in used}
            | {f".{TYPES}:{name}" for name in classes}
        ),
        constants=tuple([names.constant_name(schema) for schema in schemas] + ["__all__"]),
    )
    view = _ConstantsView(docstring(title), imports, tuple(constants), all_names(exports))
    path = f"{MODULE}.py"
    file = File(path, prove(path, render("python/messages_avro.py.j2", view), promised).encode())
    return Part(MODULE, exports, (file, codec, types_file(known, namespace)))


def _constant(system: System, known: Library, schema: Schema, codec: Codec) -> str:
    name = names.constant_name(schema)
    version = version_of(system, schema)
    released = dict_of([(literal(number), function) for number, function in codec.releases])
    text = call(
        "MessageSchema",
        name=literal(schema.name),
        version=literal(version),
        fingerprint=literal(fingerprint(schema)),
        type=known.classes[schema.name],
        codec=call(
            "AvroCodec",
            name=literal(schema.name),
            version=literal(version),
            schema=_text(schema.canonical),
            write=codec.write,
            read=codec.read,
            releases=released if released.items else "",
        ),
    )
    return f"{name} = {lay_out(text, before=len(name) + 3)}"


def _older(system: System, schema: Schema) -> tuple[Release, ...]:
    """The releases that the present text differs from."""
    present = version_of(system, schema)
    return tuple(release for release in releases_of(system, schema.name) if str(release.version) != present)


def _functions(codec: Codec) -> list[str]:
    return [codec.write, codec.read, *(function for _, function in codec.releases)]


def _text(text: str) -> str:
    """A long text as an argument of the codec: literals that stand below each other are one."""
    if len(text) <= _TEXT_WIDTH:
        return literal(text)
    lines = [literal(text[start : start + _TEXT_WIDTH]) for start in range(0, len(text), _TEXT_WIDTH)]
    return "\n".join(["(", *(f"            {line}" for line in lines), "        )"])
