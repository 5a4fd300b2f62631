"""The Avro definitions of a system: where each one's class is generated, and what it is called in any module."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from treatyc.emit.python import names
from treatyc.load.avro.graph import reached, references
from treatyc.system.schema import Definition, Format, Schema
from treatyc.system.system import System

TYPES = "_avro_types"
"""The module of a namespace that holds its classes."""


@dataclass(frozen=True, slots=True)
class Library:
    """Every Avro definition by its full name, the namespace that its class lives in, and the class's name there.

    `circles` has, for each namespace, those that need it and that it needs in turn.
    """

    package: str
    definitions: Mapping[str, Definition]
    namespaces: Mapping[str, str]
    classes: Mapping[str, str]
    circles: Mapping[str, frozenset[str]]

    def of_namespace(self, namespace: str) -> list[Definition]:
        """The definitions whose classes live in a namespace, by name."""
        return [self.definitions[name] for name in sorted(self.namespaces) if self.namespaces[name] == namespace]

    def module(self, definition: str) -> str:
        """The module that a definition's class is imported from."""
        return f"{self.package}.{names.namespace_module(self.namespaces[definition])}.{TYPES}"


@functools.lru_cache(maxsize=1)
def library(system: System) -> Library:
    """The library of a system; a definition that is no schema itself lives beside the schema that it is part of."""
    schemas = [schema for schema in system.schemas if schema.format is Format.AVRO]
    definitions: dict[str, Definition] = {}
    namespaces: dict[str, str] = {}
    for schema in schemas:
        for definition in schema:
            definitions.setdefault(definition.name, definition)
            namespaces.setdefault(definition.name, schema.namespace)
    for schema in schemas:
        namespaces[schema.name] = schema.namespace
    package = names.messages_package(system.name)
    circles = _circles(definitions, namespaces)
    return Library(package, definitions, namespaces, _classes(schemas, namespaces), circles)


def _circles(definitions: Mapping[str, Definition], namespaces: Mapping[str, str]) -> dict[str, frozenset[str]]:
    needed: dict[str, set[str]] = {namespace: set() for namespace in namespaces.values()}
    for definition in definitions.values():
        needed[namespaces[definition.name]].update(namespaces[name] for name in references(definition))
    beneath = {namespace: _all_needed(namespace, needed) for namespace in needed}
    return {
        namespace: frozenset(other for other in found if namespace in beneath[other] and other != namespace)
        for namespace, found in beneath.items()
    }


def _all_needed(namespace: str, needed: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    pending = [namespace]
    while pending:
        fresh = needed[pending.pop()] - found
        found |= fresh
        pending += fresh
    return found


def _classes(schemas: list[Schema], namespaces: Mapping[str, str]) -> dict[str, str]:
    """Class names, distinct within their namespace; the names of schemas and of their constants come first."""
    taken: dict[str, set[str]] = {namespace: set() for namespace in namespaces.values()}
    classes: dict[str, str] = {}
    for schema in schemas:
        taken[schema.namespace].add(names.constant_name(schema))
    roots = {schema.name for schema in schemas}
    for name in sorted(namespaces, key=lambda name: (name not in roots, name)):
        namespace = namespaces[name]
        classes[name] = distinct(names.class_name(name, namespace), taken[namespace])
        taken[namespace].add(classes[name])
    return classes


def distinct(wanted: str, taken: set[str]) -> str:
    """`wanted`, or `wanted_2` and so on where that is taken."""
    candidate, number = wanted, 2
    while candidate in taken:
        candidate, number = f"{wanted}_{number}", number + 1
    return candidate


def is_recursive(record: str, definitions: Mapping[str, Definition]) -> bool:
    """Whether a record can hold itself."""
    return record in reached(references(definitions[record]), definitions)
