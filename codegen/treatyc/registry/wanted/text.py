"""Which text a schema is registered as: its file, or, where an Avro file lists several types, its own part of the list.

A list is a union to a registry and to every other reader: what is written with it begins with the number of the branch.
Messages hold no such number, so that each type of a list is registered by itself, under a path of its own.
"""

from __future__ import annotations

import json

from treatyc.diagnostics import Report
from treatyc.load import json_text
from treatyc.source import Place, Pointer, Source, SourceTree
from treatyc.system.schema import Definition, Format, Schema

_ENDING = ".avsc"


def text_path(schema: Schema, folder: str) -> str:
    """Where the text of a schema lies below the folder of schemas; one of a list, as if it had a file of its own."""
    inner = schema.path.removeprefix(f"{folder}/") if folder else schema.path
    return inner if _index(schema) is None else f"{inner.removesuffix(_ENDING)}/{schema.short_name}{_ENDING}"


def text_of(schema: Schema, tree: SourceTree) -> str:
    """The text of a schema; a part of a list is written anew, in the order of its keys."""
    source: Source = tree.files[schema.path]
    index = _index(schema)
    if index is None:
        return source.text
    listed = json_text.parse(source, Report())
    part = listed[index] if isinstance(listed, list) else listed
    return json.dumps(part, indent=2, ensure_ascii=False) + "\n"


def within(schema: Schema) -> tuple[Definition, ...]:
    """What the text of a schema defines itself; a schema reaches what else its list has, too."""
    index = _index(schema)
    return tuple(each for each in schema if index is None or _listed(each.place) == index)


def _index(schema: Schema) -> int | None:
    """The number of a schema within the list that its Avro file is, or None."""
    return _listed(schema.place) if schema.format is Format.AVRO else None


def _listed(place: Place) -> int | None:
    match place:
        case Pointer(tokens=(int() as index, *_)):
            return index
        case _:
            return None
