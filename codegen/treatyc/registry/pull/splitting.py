"""Avro types that several registered texts define alike, each in a file of its own.

Where no references are used, every text holds all types that it needs, and the same type stands in many of them. Files
of one project define a name once: it moves into a file of its own, and the texts name it. What they mean is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from treatyc.load.avro.canonical import TooDeepError, canonical
from treatyc.registry.held.folders import path_of
from treatyc.registry.held.ordinary import parsed, written
from treatyc.registry.pull.bringing import Candidate
from treatyc.system.schema import Definition, Format, Ref, Schema
from treatyc.system.system import System

_NAMED = ("record", "error", "enum", "fixed")


@dataclass(frozen=True, slots=True)
class Split:
    """The texts of subjects that name what they defined, and the files of what moved, each with a subject it is from.

    Paths are below the folder of schemas.
    """

    texts: Mapping[str, str]
    files: Mapping[str, tuple[str, str]]


def split(candidates: Sequence[Candidate], system: System) -> Split:
    """Move what several texts, or a text and the project, define alike."""
    avro = [each for each in candidates if each.last.version.format is Format.AVRO]
    shared = _shared(avro, system)
    texts: dict[str, str] = {}
    files: dict[str, tuple[str, str]] = {}
    for each in avro:
        moving = _Moving(shared & _nested(each.last.schemas).keys())
        if not moving.names:
            continue
        try:
            texts[each.subject] = written(moving.walk(parsed(each.last.version.text), ""))
            moved = {name: written(value) for name, value in moving.moved.items()}
        except ValueError:
            texts.pop(each.subject, None)
            continue
        for name, text in moved.items():
            if system.find_definition(name) is None and not _is_root(name, avro):
                files.setdefault(path_of(name, Format.AVRO), (text, each.subject))
    return Split(texts, files)


def _shared(candidates: Sequence[Candidate], system: System) -> frozenset[str]:
    """The names that are defined in several places, everywhere alike."""
    meant: dict[str, set[str | None]] = {}
    places: dict[str, set[str]] = {}
    for each in candidates:
        definitions = _definitions(each.last.schemas, each.last.others.values())
        for schema in each.last.schemas:
            for definition in schema:
                if "." in definition.name:
                    places.setdefault(definition.name, set()).add(each.path)
                    meant.setdefault(definition.name, set()).add(_meaning(definition.name, definitions))
    own = _definitions(system.schemas, ())
    for schema in system.schemas:
        for definition in schema if schema.format is Format.AVRO else ():
            if definition.name in places:
                places[definition.name].add(schema.path)
                meant[definition.name].add(_meaning(definition.name, own))
    return frozenset(
        name
        for name, several in places.items()
        if len(several) > 1 and len(meant[name]) == 1 and None not in meant[name]
    )


def _definitions(schemas: Iterable[Schema], others: Iterable[tuple[Schema, ...]]) -> dict[str, Definition]:
    every = [*schemas, *(each for several in others for each in several)]
    return {definition.name: definition for schema in every for definition in schema}


def _meaning(name: str, definitions: Mapping[str, Definition]) -> str | None:
    try:
        return canonical(Ref(name), definitions.get)
    except TooDeepError:
        return None


def _nested(schemas: Iterable[Schema]) -> dict[str, Definition]:
    """What a text defines beside its roots."""
    several = tuple(schemas)
    roots = {schema.name for schema in several}
    return {each.name: each for schema in several for each in schema if each.name not in roots}


def _is_root(name: str, candidates: Iterable[Candidate]) -> bool:
    return any(name == schema.name for each in candidates for schema in each.last.schemas)


@dataclass(slots=True)
class _Moving:
    """One text, from which the definitions of some names are taken out."""

    names: frozenset[str]
    moved: dict[str, object] = field(default_factory=dict)

    def walk(self, node: object, namespace: str) -> object:
        """A type as it is without them."""
        if isinstance(node, list):
            return [self.walk(each, namespace) for each in node]
        if not isinstance(node, dict):
            return node
        match node:
            case {"type": str(kind), "name": str(name)} if kind in _NAMED:
                return self._named(node, name, namespace)
            case {"type": "array", "items": items}:
                return {**node, "items": self.walk(items, namespace)}
            case {"type": "map", "values": values}:
                return {**node, "values": self.walk(values, namespace)}
            case {"type": (dict() | list()) as inner}:
                return {**node, "type": self.walk(inner, namespace)}
            case _:
                return node

    def _named(self, node: dict[str, object], name: str, outer: str) -> object:
        """Avro 1.12, Names: a name with dots is whole; else the namespace given, or that of what is around it."""
        given = node.get("namespace", outer)
        above, _, short = name.rpartition(".")
        namespace = above or (given if isinstance(given, str) else outer)
        whole = {**node}
        if isinstance(fields := node.get("fields"), list):
            whole["fields"] = [self._field(each, namespace) for each in fields]
        full = f"{namespace}.{short}"
        if full not in self.names:
            return whole
        # Taken out of what is around it, a name says its namespace itself.
        self.moved[full] = {"type": node["type"], "name": short, "namespace": namespace} | {
            key: value for key, value in whole.items() if key not in ("type", "name", "namespace")
        }
        return full

    def _field(self, field_: object, namespace: str) -> object:
        if not isinstance(field_, dict) or "type" not in field_:
            return field_
        return {**field_, "type": self.walk(field_["type"], namespace)}
