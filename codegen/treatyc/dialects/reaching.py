"""Which of the files around a text it refers to, however far away: a registry is told of those alone.

A folder may have a thousand files, so that only those are parsed that may be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from treatyc.diagnostics import Report
from treatyc.dialects.avro.read import names
from treatyc.dialects.documents import Documents, Place
from treatyc.load import json_text
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema import uri
from treatyc.source import Source
from treatyc.system.schema import Format

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_VALUES = frozenset({"const", "enum", "default", "examples"})
"""What stands there is no schema, whatever it looks like."""
_NAMED = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"})
"""What stands there has names that are no keywords."""

Values = Mapping[str, JsonValue]


def reached(root: JsonValue, path: str, around: Mapping[str, Source], format: Format) -> Values:
    """The documents that a text at `path` needs of those around it, by their paths."""
    shelf = _Shelf(around, {})
    find: Callable[[JsonValue, str], Iterator[str]] = shelf.by_name if format is Format.AVRO else shelf.by_reference
    found = {path: root}
    pending = [path]
    for each in pending:
        new = sorted(set(find(found[each], each)) - found.keys())
        found.update((other, shelf.value(other)) for other in new)
        pending += new
    return {other: value for other, value in found.items() if other != path}


def unresolved(documents: Documents, format: Format) -> str | None:
    """A name or a reference of the root that leads nowhere; the first of them."""
    if format is Format.AVRO:
        own = names(documents.root)
        known = own.defined.union(*(names(other).defined for other in documents.others.values()))
        return min((each for each in own.used if not _spellings(each) & known), default=None)
    found = _written(documents.root, documents.start)
    return next((reference for reference, place in found if documents.find(reference, place) is None), None)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The files around a text, and the values of those that were parsed."""

    sources: Mapping[str, Source]
    values: dict[str, JsonValue]

    def value(self, path: str) -> JsonValue:
        """What a file says; nothing where it is no JSON, which its loader tells."""
        if path not in self.values:
            self.values[path] = json_text.parse(self.sources[path], Report())
        return self.values[path]

    def by_name(self, value: JsonValue, path: str) -> Iterator[str]:
        """The files that define a name which a text uses and does not define."""
        own = names(value)
        for name in sorted(own.used - own.defined):
            last = f'{name.rpartition(".")[2]}"'
            for other, source in sorted(self.sources.items()):
                if other != path and last in source.text and _spellings(name) & names(self.value(other)).defined:
                    yield other

    def by_reference(self, value: JsonValue, path: str) -> Iterator[str]:
        """The files that a text names, by their paths; where that is not enough, by what they call themselves."""
        named = {uri.split(reference)[0] for reference, _ in _written(value, Place(path))} - {""}
        paths = {uri.resolve(uri.FILES + path, each).removeprefix(uri.FILES) for each in named}
        yield from sorted(paths & self.sources.keys())
        if not paths <= {path, *self.sources}:
            yield from (other for other in sorted(self.sources) if '"$id"' in self.sources[other].text)


def _spellings(name: str) -> frozenset[str]:
    """A name in its namespace or in none: the parser takes the one for the other."""
    return frozenset({name, name.rpartition(".")[2]})


def _written(value: JsonValue, place: Place) -> Iterator[tuple[str, Place]]:
    """Each reference of a document, and where it stands; the walk keeps its own stack."""
    pending = [(value, place)]
    while pending:
        node, here = pending.pop()
        match node:
            case dict():
                yield from ((said, here) for key in REFERENCES if isinstance(said := node.get(key), str))
                named = bool(here.tokens) and here.tokens[-1] in _NAMED
                pending += [(member, here.child(key)) for key, member in node.items() if named or key not in _VALUES]
            case list():
                pending += [(member, here.child(index)) for index, member in enumerate(node)]
            case _:
                continue
