"""Avro schema files (`.avsc`): a file's text in, the schemas that it declares and the names that it needs out.

Accepted is the whole language of the specification, version 1.12. A file holds one named type, or a list of them;
names may come from other files. docs/formats/avro.md says what is stricter here, and why.
"""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.diagnostics import Report
from treatyc.load import json_text
from treatyc.load.avro_canonical import canonical
from treatyc.load.avro_defaults import misfits
from treatyc.load.avro_scope import Scope
from treatyc.load.avro_types import read_type
from treatyc.load.json_text import JsonValue
from treatyc.load.unit import Reference, SchemaUnit
from treatyc.source import Pointer, Source
from treatyc.system.schema import (
    Array,
    Definition,
    Fixed,
    Format,
    Map,
    Record,
    Ref,
    Schema,
    Type,
    Union,
)

_NOTHING_TO_SEND = "a file holds a record, an enum or a fixed, or a list of them"


def load(source: Source, report: Report) -> SchemaUnit | None:
    """The meaning of an `.avsc` file, or None when the report says what is wrong with it."""
    node = json_text.parse(source, report)
    if node is None:
        return None
    scope = Scope(report)
    roots = _roots(node, Pointer(source.path), scope)
    _prove(scope)
    if scope.failed:
        return None
    schemas = tuple(_schema(name, source.path, scope.definitions) for name in roots)
    return SchemaUnit(source.path, schemas, _outward(scope))


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


def _prove(scope: Scope) -> None:
    """What only the whole file can tell: defaults, names used too early, records without an end."""
    definitions = scope.definitions
    for misfit in misfits(definitions.values(), definitions.get):
        place = misfit.place
        if isinstance(place, Pointer):
            scope.error("avro-default", misfit.message, place)
    for reference in scope.references:
        if reference.name in definitions and isinstance(reference.place, Pointer):
            message = f"`{reference.name}` is used before it is defined"
            scope.error("avro-order", message, reference.place, "move the definition up, or to where it is used first")
    finite = _finite(definitions)
    for definition in definitions.values():
        if definition.name not in finite and isinstance(definition.place, Pointer):
            message = f"every `{definition.name}` holds another one, without an end"
            scope.error("avro-endless", message, definition.place, 'make the field optional: ["null", ...]')


def _finite(definitions: Mapping[str, Definition]) -> set[str]:
    """The definitions that have a finite value: the least fixed point, since nothing is finite until shown to be."""
    finite: set[str] = set()
    before = -1
    while len(finite) != before:
        before = len(finite)
        for name, definition in definitions.items():
            if not isinstance(definition, Record) or all(
                _is_finite(field.type, finite, definitions) for field in definition.fields
            ):
                finite.add(name)
    return finite


def _is_finite(type: Type, finite: set[str], definitions: Mapping[str, Definition]) -> bool:
    match type:
        case Ref(name):
            return name in finite or name not in definitions
        case Union(branches):
            return any(_is_finite(branch, finite, definitions) for branch in branches)
        case _:
            return True


def _schema(name: str, path: str, definitions: Mapping[str, Definition]) -> Schema:
    root = definitions[name]
    inside = reached(root, definitions)
    return Schema(
        name,
        Format.AVRO,
        path,
        root.place,
        (root, *(definitions[other] for other in sorted(inside - {name}))),
        canonical(Ref(name), definitions.get),
        doc=root.doc if not isinstance(root, Fixed) else "",
    )


def reached(root: Definition, definitions: Mapping[str, Definition]) -> set[str]:
    """The names of `root` and of all that it refers to, directly or not, as far as `definitions` knows them."""
    found = {root.name}
    pending = [root]
    while pending:
        for name in references(pending.pop()):
            if name in definitions and name not in found:
                found.add(name)
                pending.append(definitions[name])
    return found


def references(definition: Definition) -> list[str]:
    """The names that a definition uses itself, in its order."""
    if not isinstance(definition, Record):
        return []
    return [name for field in definition.fields for name in _names_in(field.type)]


def _names_in(type: Type) -> list[str]:
    match type:
        case Ref(name):
            return [name]
        case Array(items):
            return _names_in(items)
        case Map(values):
            return _names_in(values)
        case Union(branches):
            return [name for branch in branches for name in _names_in(branch)]
        case _:
            return []


def _outward(scope: Scope) -> tuple[Reference, ...]:
    """The names of other files, each once, at its first use."""
    first: dict[str, Reference] = {}
    for reference in scope.references:
        first.setdefault(reference.name, reference)
    return tuple(first[name] for name in sorted(first))
