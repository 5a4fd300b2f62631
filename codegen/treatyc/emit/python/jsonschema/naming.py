"""What the definitions of JSON Schema files are called in Python, and the modules that each generated module needs."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from treatyc.emit.python import names
from treatyc.emit.python.jsonschema.decide import Decisions
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System

MODULE = "_json"
CODEC_MODULE = "_json_codec"
TEXT_MODULE = "_json_schema"


@dataclass(frozen=True, slots=True)
class Naming:
    """Names as one namespace's modules use them. `used` collects the other namespaces that they refer to."""

    package: str
    namespace: str
    decisions: Decisions
    classes: Mapping[str, str]
    namespaces: Mapping[str, str]
    prefixes: Mapping[str, str]
    functions: Mapping[str, str]
    used: dict[str, set[str]] = field(default_factory=dict)

    def name(self, definition: str) -> str:
        """The bare name of a definition's class or alias in the module that defines it."""
        return self.classes[definition]

    def is_local(self, definition: str) -> bool:
        """Whether a definition belongs to this namespace."""
        return self.namespaces[definition] == self.namespace

    def qualified(self, definition: str, module: str) -> str:
        """The prefix that leads to a definition's namespace's `module`, which then has to be imported."""
        namespace = self.namespaces[definition]
        self.used.setdefault(module, set()).add(namespace)
        return f"{self.prefixes[namespace]}{module}"

    def is_written(self, definition: str) -> bool:
        """Whether a named type has an alias in the generated module.

        One that refers to another namespace has none: aliases are evaluated at import, and namespaces may refer to
        each other in circles.
        """
        return definition not in self.decisions.unwritten

    def function(self, verb: str, definition: str) -> str:
        """What reads or writes a definition, as the codec module of this namespace calls it."""
        name = f"{verb}_{self.functions[definition]}"
        return name if self.is_local(definition) else f"{self.qualified(definition, CODEC_MODULE)}.{name}"

    def imported(self) -> tuple[tuple[str, str, str], ...]:
        """What was referred to, sorted: a package, its module, and what that is called here."""
        found = [
            (f"{self.package}.{names.namespace_module(namespace)}", module, f"{self.prefixes[namespace]}{module}")
            for module, namespaces in self.used.items()
            for namespace in namespaces
        ]
        return tuple(sorted(found))


def naming(system: System, namespace: str, decided: Decisions) -> Naming:
    """The names of all JSON definitions, as the modules of `namespace` use them."""
    tables = _tables(system)
    return Naming(
        package=names.messages_package(system.name),
        namespace=namespace,
        decisions=decided,
        classes=tables.classes,
        namespaces=tables.namespaces,
        prefixes=_prefixes(namespace, sorted(set(tables.namespaces.values()))),
        functions=tables.functions,
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """What does not depend on who asks: the class, the functions and the namespace of each definition."""

    classes: Mapping[str, str]
    functions: Mapping[str, str]
    namespaces: Mapping[str, str]


@functools.lru_cache(maxsize=1)
def _tables(system: System) -> _Tables:
    schemas = [schema for schema in system.schemas if schema.format is Format.JSONSCHEMA]
    namespaces = {definition.name: schema.namespace for schema in schemas for definition in schema}
    by_namespace: dict[str, list[Schema]] = {}
    for schema in schemas:
        by_namespace.setdefault(schema.namespace, []).append(schema)
    classes: dict[str, str] = {}
    functions: dict[str, str] = {}
    for each, members in by_namespace.items():
        own = _classes(each, members)
        classes |= own
        functions |= names.unique((name, names.snake(class_name)) for name, class_name in own.items())
    return _Tables(classes, functions, namespaces)


def _classes(namespace: str, schemas: Iterable[Schema]) -> dict[str, str]:
    """Files keep their own names, for agents refer to these; what lies inside them gives way."""
    roots = names.unique((schema.name, names.class_name(schema.name, namespace)) for schema in schemas)
    taken = set(roots.values())
    inner: dict[str, str] = {}
    for name in sorted(definition.name for schema in schemas for definition in schema if definition.name not in roots):
        wanted = candidate = names.class_name(name, namespace)
        number = 2
        while candidate in taken:
            candidate, number = f"{wanted}{number}", number + 1
        taken.add(candidate)
        inner[name] = candidate
    return roots | inner


def _prefixes(namespace: str, namespaces: Iterable[str]) -> dict[str, str]:
    """What stands before the module names of each other namespace: `_catalog_v1`, longer where two would be alike."""
    others = sorted(each for each in namespaces if each != namespace)
    tails = {each: "_".join(names.namespace_module(each).split(".")[-2:]) for each in others}
    often = Counter(tails.values())
    longer = {
        each: tail if often[tail] == 1 else names.namespace_module(each).replace(".", "_")
        for each, tail in tails.items()
    }
    return {each: f"_{tail}" for each, tail in names.unique(longer.items()).items()} | {namespace: ""}
