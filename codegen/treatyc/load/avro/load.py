"""Avro schema files (`.avsc`): a file's text in, the schemas that it declares and the names that it needs out.

Accepted is the whole language of the specification, version 1.12. A file holds one named type, or a list of them;
names may come from other files. docs/formats/avro.md says what is stricter here, and why.
"""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.diagnostics import Report
from treatyc.load import json_text
from treatyc.load.avro.canonical import TooDeepError, canonical
from treatyc.load.avro.graph import reached
from treatyc.load.avro.proof import all_finite, prove, report_too_deep
from treatyc.load.avro.scope import Scope
from treatyc.load.avro.types import read_type
from treatyc.load.json_text import JsonValue
from treatyc.load.unit import Reference, SchemaUnit
from treatyc.source import Pointer, Source
from treatyc.system.schema import Definition, Fixed, Format, Ref, Schema

_NOTHING_TO_SEND = "a file holds a record, an enum or a fixed, or a list of them"


def load(source: Source, report: Report) -> SchemaUnit | None:
    """The meaning of an `.avsc` file, or None when the report says what is wrong with it."""
    node = json_text.parse(source, report)
    if node is None:
        return None
    scope = Scope(report)
    roots = _roots(node, Pointer(source.path), scope)
    prove_order(scope)
    definitions = scope.definitions
    if not prove(definitions.values(), definitions, all_finite(definitions), report) or scope.failed:
        return None
    schemas = [_schema(name, source.path, scope.definitions, report) for name in roots]
    sound = tuple(schema for schema in schemas if schema is not None)
    return SchemaUnit(source.path, sound, _outward(scope)) if len(sound) == len(schemas) else None


def _roots(node: JsonValue, place: Pointer, scope: Scope) -> list[str]:
    """The names of the definitions at the top of a file, in its order."""
    listed = list(enumerate(node)) if isinstance(node, list) else []
    roots = []
    for item, at in [(item, place.child(index)) for index, item in listed] or [(node, place)]:
        match read_type(item, at, "", scope):
            case Ref(name) if isinstance(item, dict) and item.get("type") in ("record", "enum", "fixed"):
                roots.append(name)
            case _ if not scope.failed:
                scope.error("avro-root", "this has no name, so it can be no message", at, _NOTHING_TO_SEND)
    return roots


def prove_order(scope: Scope) -> None:
    """Avro 1.12, Names: within a file a name is defined before it is used."""
    for reference in scope.references:
        if reference.name in scope.definitions and isinstance(reference.place, Pointer):
            message = f"`{reference.name}` is used before it is defined"
            scope.error("avro-order", message, reference.place, "move the definition up, or to where it is used first")


def _schema(name: str, path: str, definitions: Mapping[str, Definition], report: Report) -> Schema | None:
    """A schema by its file alone; `imports` and what other files add to `canonical` come when all files are known."""
    root = definitions[name]
    inside = reached([name], definitions)
    try:
        text = canonical(Ref(name), definitions.get)
    except TooDeepError:
        report_too_deep(root, report)
        return None
    return Schema(
        name,
        Format.AVRO,
        path,
        root.place,
        (root, *(definitions[other] for other in sorted(inside - {name}))),
        text,
        doc=root.doc if not isinstance(root, Fixed) else "",
    )


def _outward(scope: Scope) -> tuple[Reference, ...]:
    """The names of other files, each once, at its first use."""
    first: dict[str, Reference] = {}
    for reference in scope.references:
        first.setdefault(reference.name, reference)
    return tuple(first[name] for name in sorted(first))
