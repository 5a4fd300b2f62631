"""The Avro files of one folder together: what a schema takes from other files becomes part of what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from treatyc.diagnostics import Report
from treatyc.load.avro.canonical import TooDeepError, canonical
from treatyc.load.avro.graph import reached
from treatyc.load.avro.load import load
from treatyc.load.avro.proof import all_finite, prove, report_too_deep
from treatyc.load.unit import SchemaUnit
from treatyc.source import Source
from treatyc.system.schema import Definition, Ref, Schema


def load_all(sources: Iterable[Source], report: Report) -> tuple[SchemaUnit, ...]:
    """A unit for each file that is sound by itself and beside the others, in their order."""
    units = [unit for source in sources if (unit := load(source, report)) is not None]
    definitions: dict[str, Definition] = {}
    paths: dict[str, str] = {}
    for unit in units:
        for schema in unit.schemas:
            for definition in schema:
                definitions.setdefault(definition.name, definition)
                paths.setdefault(definition.name, unit.path)
    finite = all_finite(definitions)
    sound = [unit for unit in units if not unit.references or _is_sound(unit, definitions, finite, report)]
    whole = [_beside(unit, definitions, paths, report) if unit.references else unit for unit in sound]
    return tuple(unit for unit in whole if unit is not None)


def _is_sound(unit: SchemaUnit, definitions: Mapping[str, Definition], finite: frozenset[str], report: Report) -> bool:
    own = {definition.name: definition for schema in unit.schemas for definition in schema}
    return prove(own.values(), definitions, finite, report)


def _beside(
    unit: SchemaUnit, definitions: Mapping[str, Definition], paths: Mapping[str, str], report: Report
) -> SchemaUnit | None:
    """A unit whose schemas know what they import, and whose canonical texts hold it written out."""
    schemas = [_whole(schema, definitions, paths, report) for schema in unit.schemas]
    sound = tuple(schema for schema in schemas if schema is not None)
    return replace(unit, schemas=sound) if len(sound) == len(schemas) else None


def _whole(
    schema: Schema, definitions: Mapping[str, Definition], paths: Mapping[str, str], report: Report
) -> Schema | None:
    needed = {paths[name] for name in reached([schema.name], definitions)}
    try:
        text = canonical(Ref(schema.name), definitions.get)
    except TooDeepError:
        report_too_deep(definitions[schema.name], report)
        return None
    return replace(schema, canonical=text, imports=tuple(sorted(needed - {schema.path})))
