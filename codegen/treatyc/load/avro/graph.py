"""Which Avro definitions need which others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from treatyc.system.schema import Array, Definition, Map, Record, Ref, Type, Union


def reached(roots: Iterable[str], definitions: Mapping[str, Definition]) -> set[str]:
    """The names of all definitions that some need, themselves included, as far as `definitions` knows them."""
    found = {name for name in roots if name in definitions}
    pending = list(found)
    while pending:
        for name in references(definitions[pending.pop()]):
            if name in definitions and name not in found:
                found.add(name)
                pending.append(name)
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
