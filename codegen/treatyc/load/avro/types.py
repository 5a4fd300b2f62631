"""One Avro schema, as JSON, into the type that it means (Avro 1.12, Schema Declaration)."""

from __future__ import annotations

import json

from treatyc.diagnostics import Related
from treatyc.load.avro.logical import logical
from treatyc.load.avro.scope import (
    COMPLEX,
    PRIMITIVES,
    Scope,
    aliases,
    definition_name,
    is_name,
    member_name,
    qualified,
    text,
    texts,
)
from treatyc.load.json_text import JsonValue
from treatyc.source import Pointer
from treatyc.system.schema import (
    Array,
    AvroField,
    Boolean,
    Bytes,
    Enumeration,
    Field,
    Fixed,
    Float,
    Integer,
    Map,
    Null,
    Record,
    Ref,
    String,
    Symbol,
    Type,
    Union,
)

_PLAIN: dict[str, Type] = {
    "null": Null(),
    "boolean": Boolean(),
    "int": Integer(32),
    "long": Integer(64),
    "float": Float(32),
    "double": Float(64),
    "bytes": Bytes(),
    "string": String(),
}
_ORDERS = ("ascending", "descending", "ignore")
_SIZE_MAX = 2**31 - 1
_BRANCHES_MAX = 256
_SYMBOLS_MAX = 10_000
_UNUSABLE = Null()
"""Stands where the schema is at fault; the file is refused, so nobody reads it."""


def read_type(node: JsonValue, place: Pointer, namespace: str, scope: Scope) -> Type:
    """The type of a schema; definitions inside it go to the scope, faults to its report."""
    match node:
        case str():
            return _named(node, place, namespace, scope)
        case list():
            return _union(node, place, namespace, scope)
        case dict():
            return _object(node, place, namespace, scope)
    advice = 'a type is a name ("string"), a list of branches, or an object with a `type`'
    scope.error("avro-type", "this is no Avro type", place, advice)
    return _UNUSABLE


def _named(name: str, place: Pointer, namespace: str, scope: Scope) -> Type:
    if name in PRIMITIVES:
        return _PLAIN[name]
    if name in COMPLEX:
        advice = f'write {{"type": "{name}", ...}} as the value of `type`'
        scope.error("avro-type", f"`{name}` needs an object of its own", place, advice)
        return _UNUSABLE
    full = qualified(name, namespace)
    if not all(map(is_name, full.split("."))):
        scope.error("avro-type", f"`{name}` is no name of a type", place)
        return _UNUSABLE
    scope.refer(full, place)
    return Ref(full)


def _object(node: dict[str, JsonValue], place: Pointer, namespace: str, scope: Scope) -> Type:
    match node.get("type"):
        case "record":
            return _record(node, place, namespace, scope)
        case "enum":
            return _enumeration(node, place, namespace, scope)
        case "fixed":
            return _fixed(node, place, namespace, scope)
        case "array":
            return Array(_member(node, "items", place, namespace, scope))
        case "map":
            return Map(_member(node, "values", place, namespace, scope))
        case str() as name:
            base = _named(name, place.child("type"), namespace, scope)
            return base if isinstance(base, Ref) else logical(node, base, place, scope)
        case None if "type" not in node:
            scope.error("avro-type", "this type has no `type`", place)
        case _:
            advice = "a schema inside a schema is the value of a field's `type`, of `items` or of `values`"
            scope.error("avro-type", "the `type` of a schema is a name", place.child("type"), advice)
    return _UNUSABLE


def _member(node: dict[str, JsonValue], key: str, place: Pointer, namespace: str, scope: Scope) -> Type:
    if key in node:
        return read_type(node[key], place.child(key), namespace, scope)
    scope.error("avro-type", f"this type has no `{key}`", place)
    return _UNUSABLE


def _union(nodes: list[JsonValue], place: Pointer, namespace: str, scope: Scope) -> Type:
    """Avro 1.12, Unions: no union directly inside, and no type twice save for names that differ."""
    if not nodes:
        scope.error("avro-union", "a union needs at least one branch", place)
    if len(nodes) > _BRANCHES_MAX:
        scope.error("avro-union", f"a union has at most {_BRANCHES_MAX} branches here", place, "wrap some in a record")
        return _UNUSABLE
    branches = []
    seen: dict[str, Pointer] = {}
    for index, node in enumerate(nodes):
        at = place.child(index)
        if isinstance(node, list):
            scope.error("avro-union", "a union may not hold a union", at, "merge the two lists of branches")
            continue
        branch = read_type(node, at, namespace, scope)
        key = branch.name if isinstance(branch, Ref) else _unnamed_kind(node)
        if key in seen:
            related = [Related("the first one is here", seen[key])]
            advice = "a union tells branches apart by their type: merge them, or wrap one in a record"
            scope.error("avro-union", f"this union has `{key}` twice", at, advice, related)
        seen[key] = at
        branches.append(branch)
    return Union(tuple(branches))


def _unnamed_kind(node: JsonValue) -> str:
    return str(node["type"]) if isinstance(node, dict) and "type" in node else str(node)


def _record(node: dict[str, JsonValue], place: Pointer, namespace: str, scope: Scope) -> Type:
    name = definition_name(node, place, namespace, scope)
    at = place.child("name")
    scope.declare(name, at)
    own = name.rpartition(".")[0]
    listed = node.get("fields")
    fields: list[Field] = []
    if not isinstance(listed, list):
        where = place.child("fields") if "fields" in node else place
        scope.error("avro-type", "a record has a list of `fields`, which may be empty", where)
        listed = []
    for index, member in enumerate(listed):
        where = place.child("fields", index)
        if isinstance(member, dict):
            fields.append(_field(member, where, own, scope))
        else:
            scope.error("avro-type", 'a field is an object: {"name": ..., "type": ...}', where)
    _prove_field_names(fields, scope)
    known_as = tuple(qualified(alias, own) for alias in aliases(node, place, scope))
    doc = text(node, "doc", place, scope)
    scope.definitions.setdefault(name, Record(name, tuple(fields), at, doc, known_as))
    return Ref(name)


def _field(node: dict[str, JsonValue], place: Pointer, namespace: str, scope: Scope) -> Field:
    name = member_name(node, place, scope)
    order = node.get("order", "ascending")
    if order not in _ORDERS:
        message = f"`order` is one of {', '.join(f'`{known}`' for known in _ORDERS)}"
        scope.error("avro-attribute", message, place.child("order"))
    known_as = aliases(node, place, scope)
    for alias in known_as:
        if "." in alias:
            scope.error("avro-name", "the alias of a field has no namespace", place.child("aliases"))
    type_ = _member(node, "type", place, namespace, scope)
    return Field(
        name,
        type_,
        required=True,
        place=place.child("name"),
        origin=AvroField(known_as, str(order)),
        default=default_text(_spelled(node["default"], type_)) if "default" in node else None,
        doc=text(node, "doc", place, scope),
    )


def default_text(value: JsonValue) -> str:
    """A default as the model keeps it: JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _spelled(value: JsonValue, type_: Type) -> JsonValue:
    """A default as its type would write it: `1` and `1.0` are one floating-point number."""
    match value, type_:
        case bool(), _:
            return value
        case int(), Float() if abs(value) < 2**53:
            return float(value)
        case list(), Array(items=items):
            return [_spelled(item, items) for item in value]
        case dict(), Map(values=values):
            return {key: _spelled(item, values) for key, item in value.items()}
        case int(), Union(branches=branches):
            numbers = [branch for branch in branches if isinstance(branch, Integer | Float)]
            return _spelled(value, numbers[0]) if numbers else value
        case _:
            return value


def _prove_field_names(fields: list[Field], scope: Scope) -> None:
    """Names are distinct, and aliases too: a writer's field must not fit two of the reader's."""
    taken: dict[str, Field] = {}
    for field in fields:
        if field.name in taken:
            related = [Related("the first one is here", taken[field.name].place)]
            scope.error("avro-field", f"this record has two fields `{field.name}`", _at(field), "rename one", related)
        taken.setdefault(field.name, field)
    for field in fields:
        known_as = field.origin.aliases if isinstance(field.origin, AvroField) else ()
        for alias in known_as:
            if taken.setdefault(alias, field) is not field:
                related = [Related("this field has that name too", taken[alias].place)]
                message = f"the alias `{alias}` of `{field.name}` stands for another field already"
                scope.error("avro-field", message, _at(field), "remove the alias", related)


def _at(field: Field) -> Pointer:
    assert isinstance(field.place, Pointer)  # noqa: S101 - this module made it
    return field.place


def _enumeration(node: dict[str, JsonValue], place: Pointer, namespace: str, scope: Scope) -> Type:
    name = definition_name(node, place, namespace, scope)
    at = place.child("name")
    scope.declare(name, at)
    symbols = texts(node, "symbols", place, scope)
    if node.get("symbols", []) == []:
        where = place.child("symbols") if "symbols" in node else place
        scope.error("avro-enum", "an enum has a list of `symbols`, at least one", where)
    if len(symbols) > _SYMBOLS_MAX:
        advice = "use a string for what is open-ended"
        scope.error("avro-enum", f"an enum has at most {_SYMBOLS_MAX} symbols here", place.child("symbols"), advice)
    seen: set[str] = set()
    for index, symbol in enumerate(symbols):
        where = place.child("symbols", index)
        if not is_name(symbol):
            advice = "use ASCII letters, digits and `_`, and begin with no digit"
            scope.error("avro-enum", f"`{symbol}` is no symbol that Avro allows", where, advice)
        if symbol in seen:
            scope.error("avro-enum", f"the symbol `{symbol}` stands here twice", where, "remove one")
        seen.add(symbol)
    default = node.get("default")
    if "default" in node and default not in symbols:
        scope.error("avro-enum", "the default of an enum is one of its symbols", place.child("default"))
    own = name.rpartition(".")[0]
    definition = Enumeration(
        name,
        tuple(Symbol(symbol, place.child("symbols", index)) for index, symbol in enumerate(symbols)),
        at,
        text(node, "doc", place, scope),
        tuple(qualified(alias, own) for alias in aliases(node, place, scope)),
        default if isinstance(default, str) else None,
    )
    scope.definitions.setdefault(name, definition)
    return Ref(name)


def _fixed(node: dict[str, JsonValue], place: Pointer, namespace: str, scope: Scope) -> Type:
    name = definition_name(node, place, namespace, scope)
    at = place.child("name")
    scope.declare(name, at)
    size = node.get("size")
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= _SIZE_MAX:
        where = place.child("size") if "size" in node else place
        scope.error("avro-fixed", "a fixed has a `size`, a number of bytes", where)
        size = 0
    own = name.rpartition(".")[0]
    known_as = tuple(qualified(alias, own) for alias in aliases(node, place, scope))
    meaning = logical(node, Bytes(size, name), place, scope)
    scope.definitions.setdefault(name, Fixed(name, meaning, size, at, known_as))
    return Ref(name)
