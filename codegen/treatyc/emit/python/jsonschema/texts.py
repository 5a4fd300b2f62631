"""The module that holds the texts of one namespace's schemas, and the constants by which codecs refer to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from treatyc.emit.file import File
from treatyc.emit.python import names
from treatyc.emit.python.jsonschema.naming import TEXT_MODULE, Naming
from treatyc.emit.python.layout import wrapped
from treatyc.emit.python.literal import docstring, literal
from treatyc.emit.python.outline import Outline, prove
from treatyc.emit.render import render
from treatyc.load.jsonschema import uri
from treatyc.source import Pointer
from treatyc.system.schema import Schema

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class _View:
    doc: str
    constants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """The JSON Schema files of a project by path."""

    files: Mapping[str, Schema]

    def schema_of(self, naming: Naming, place: Pointer, *, indent: int) -> str:
        """An expression for the schema at a place, with every text that its file needs."""
        documents = [_constant(naming, self.files[each]) for each in self._closure(place.path)]
        file = self.files[place.path]
        at = uri.fragment(place.tokens)
        whole = literal(f"{uri.of_schema(file.name)}#{at}" if at else uri.of_schema(file.name))
        return wrapped("JsonSchema(", [whole, *documents], ")", indent=indent)

    def _closure(self, path: str) -> list[str]:
        """A file's path and those of all that it imports."""
        seen, pending = [path], [path]
        while pending:
            for other in self.files[pending.pop()].imports:
                if other not in seen:
                    seen.append(other)
                    pending.append(other)
        return [path, *sorted(seen[1:])]


def texts_of(schemas: Iterable[Schema]) -> Texts:
    """The texts of some JSON Schema files, with which all that they import has to be."""
    return Texts({schema.path: schema for schema in schemas})


def text_module(namespace: str, schemas: tuple[Schema, ...]) -> File:
    """The module of a namespace's texts."""
    constants = []
    for schema in schemas:
        chunks = [schema.canonical[at : at + _CHUNK] for at in range(0, len(schema.canonical), _CHUNK)]
        text = "\n".join(f"    {literal(chunk)}" for chunk in chunks)
        name = names.constant_name(schema)
        constants.append(f"{name} = Document(\n    {literal(uri.of_schema(schema.name))},\n{text},\n)")
    where = f"`{namespace}`" if namespace else "schemas without a namespace"
    view = _View(docstring(f"The texts of the JSON Schema files of {where}."), tuple(constants))
    promised = Outline(
        imports=frozenset({"__future__:annotations", "treaty.codecs.json_schema:Document"}),
        constants=tuple(names.constant_name(schema) for schema in schemas),
    )
    path = f"{TEXT_MODULE}.py"
    return File(path, prove(path, render("python/messages_json_schema.py.j2", view), promised).encode())


def _constant(naming: Naming, schema: Schema) -> str:
    return f"{naming.qualified(schema.name, TEXT_MODULE)}.{names.constant_name(schema)}"
