"""What one `.avsc` file has told so far while it is read: its definitions, the names it refers to, and its faults."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from treatyc.diagnostics import Related, Report
from treatyc.load.json_text import JsonValue
from treatyc.load.unit import Reference
from treatyc.source import Pointer
from treatyc.system.schema import Definition

PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
COMPLEX = frozenset({"record", "enum", "array", "map", "fixed"})

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_NAME_HELP = "use ASCII letters, digits and `_`, and begin with no digit"


@dataclass(slots=True)
class Scope:
    """The sink of one file's reading; `declared` knows a name from where its definition begins."""

    report: Report
    declared: dict[str, Pointer] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    failed: bool = False

    def error(self, rule: str, message: str, at: Pointer, help: str = "", related: Sequence[Related] = ()) -> None:
        """Report a fault of the file; the reading goes on to find the next one."""
        self.failed = True
        self.report.error(rule, message, at=at, help=help, related=related)

    def declare(self, name: str, place: Pointer) -> None:
        """Note that a definition called `name` begins here; a second one is a fault."""
        first = self.declared.setdefault(name, place)
        if first is not place:
            related = [Related("it is defined here first", first)]
            self.error("avro-redefinition", f"`{name}` is defined twice in this file", place, "rename one", related)

    def refer(self, name: str, place: Pointer) -> None:
        """Note a use of a name; one that is not declared yet must come from another file."""
        if name not in self.declared:
            self.references.append(Reference(name, place))


def is_name(text: str) -> bool:
    """Whether Avro allows a text as a name without a namespace."""
    return _NAME.match(text) is not None


def qualified(name: str, namespace: str) -> str:
    """The full name of `name` where `namespace` encloses it."""
    return name if "." in name or not namespace else f"{namespace}.{name}"


def definition_name(node: dict[str, JsonValue], place: Pointer, enclosing: str, scope: Scope) -> str:
    """The full name that a named type gives itself (Avro 1.12, Names); every part of it is checked."""
    name, namespace = node.get("name"), node.get("namespace", enclosing)
    if not isinstance(name, str):
        scope.error("avro-name", "a named type needs a `name`", place.child("name") if "name" in node else place)
        return ""
    if not isinstance(namespace, str):
        scope.error("avro-name", "a namespace is text", place.child("namespace"))
        return name
    at = place.child("name" if "." in name or "namespace" not in node else "namespace")
    full = qualified(name, namespace)
    for part in full.split("."):
        if not is_name(part):
            where = place.child("name") if part in name.split(".") else at
            scope.error("avro-name", f"`{part}` is no Avro name", where, _NAME_HELP)
    if full.rpartition(".")[2] in PRIMITIVES:
        message = f"`{full}` has the name of a primitive type, which no definition may take"
        scope.error("avro-name", message, place.child("name"), "rename it")
    return full


def member_name(node: dict[str, JsonValue], place: Pointer, scope: Scope) -> str:
    """The checked name of a field."""
    name = node.get("name")
    if not isinstance(name, str):
        scope.error("avro-name", "a field needs a `name`", place.child("name") if "name" in node else place)
        return ""
    if not is_name(name):
        scope.error("avro-name", f"`{name}` is no Avro name", place.child("name"), _NAME_HELP)
    return name


def aliases(node: dict[str, JsonValue], place: Pointer, scope: Scope) -> tuple[str, ...]:
    """The aliases of a type or field as written, each checked, sorted: their order says nothing."""
    listed = texts(node, "aliases", place, scope)
    for index, alias in enumerate(listed):
        if not all(map(is_name, alias.split("."))):
            scope.error("avro-name", f"`{alias}` is no Avro name", place.child("aliases", index), _NAME_HELP)
    return tuple(sorted(set(listed)))


def texts(node: dict[str, JsonValue], key: str, place: Pointer, scope: Scope) -> list[str]:
    """The list of texts under `key`, empty where there is none."""
    value = node.get(key, [])
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [item for item in value if isinstance(item, str)]
    scope.error("avro-attribute", f"`{key}` is a list of texts", place.child(key))
    return []


def text(node: dict[str, JsonValue], key: str, place: Pointer, scope: Scope) -> str:
    """The text under `key`, empty where there is none."""
    value = node.get(key, "")
    if isinstance(value, str):
        return value
    scope.error("avro-attribute", f"`{key}` is text", place.child(key))
    return ""
