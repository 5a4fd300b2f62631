"""Random schemas, and documents that are close to them; projects made of schema texts; codecs of such projects."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from treaty.codec import Codec
from treatyc.diagnostics import Report
from treatyc.emit.python import messages, names
from treatyc.emit.python.part import EmitPart
from treatyc.load.jsonschema import load_all
from treatyc.source import Source, Span
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System

Json = Any

_NUMBERS = count(1)

MEMBERS = ("a", "b", "class", "a-b", "A", "é", "", 'q"x', "additional", "str", "msgspec", "\\n")
PATTERNS = ("^a", "b$", "^[a-c]{1,3}$", r"^\d+$", "a|b", "^(a|b)*$", r"^\p{L}$", "^[^a]$", "x{2,}", "^.$")
TEXTS = ("", "a", "b", "ab", "abc", "aa\n", "٣", "7", "é", "xx", "😀", 'q"x')

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, 2, 3, -1, 10, 2**53, 2**63, -(2**63), 2**64, 10**20]),
    st.sampled_from([0.0, 1.0, 0.5, 0.3, -1.5, 2.0, 1e20, 1e300]),
    st.sampled_from(TEXTS),
)
values: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=3),
    max_leaves=6,
)
bounds = st.sampled_from([0, 1, 2, 3, -1, 1.5, 2**53, 2**63, 10**20])


def _options(**keywords: st.SearchStrategy[Json]) -> st.SearchStrategy[dict[str, Json]]:
    return st.fixed_dictionaries({}, optional=keywords)


def _merged(*parts: st.SearchStrategy[dict[str, Json]]) -> st.SearchStrategy[dict[str, Json]]:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


numbers = _merged(
    st.sampled_from([{"type": "integer"}, {"type": "number"}, {"type": ["integer", "null"]}]),
    _options(
        minimum=bounds,
        maximum=bounds,
        exclusiveMinimum=bounds,
        exclusiveMaximum=bounds,
        multipleOf=st.sampled_from([1, 2, 0.1, 0.5]),
    ),
)
strings = _merged(
    st.sampled_from([{"type": "string"}, {"type": ["string", "null"]}, {"type": ["string", "integer"]}]),
    _options(minLength=st.integers(0, 2), maxLength=st.integers(0, 3), pattern=st.sampled_from(PATTERNS)),
)
constants = st.one_of(
    st.lists(values, min_size=1, max_size=3).map(lambda items: {"enum": items}),
    values.map(lambda value: {"const": value}),
    st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3, unique=True).map(lambda items: {"enum": items}),
)
references = st.sampled_from([{"$ref": "#"}, {"$ref": "#/$defs/one"}, {"$ref": "#/$defs/two"}])
leaves: st.SearchStrategy[Json] = st.one_of(
    st.booleans(), st.just({}), st.just({"type": "boolean"}), numbers, strings, constants, references
)


def _objects(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[dict[str, Json]]:
    return _merged(
        st.just({"type": "object"}),
        _options(
            properties=st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
            required=st.lists(st.sampled_from(MEMBERS), max_size=2, unique=True),
            additionalProperties=st.sampled_from([False]) | inner,
        ),
        _options(
            patternProperties=st.dictionaries(st.sampled_from(PATTERNS), inner, max_size=2),
            minProperties=st.integers(0, 2),
            propertyNames=st.just({"maxLength": 2}),
            dependentRequired=st.just({"a": ["b"]}),
        ),
    )


def _arrays(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[dict[str, Json]]:
    return _merged(
        st.just({"type": "array"}),
        _options(items=inner, minItems=st.integers(0, 2), maxItems=st.integers(0, 3)),
        _options(contains=inner, prefixItems=st.lists(inner, min_size=1, max_size=2)),
    )


def _composed(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[dict[str, Json]]:
    several = st.lists(inner, min_size=1, max_size=3)
    return _merged(
        st.sampled_from([{}, {"type": "object"}]),
        st.one_of(
            several.map(lambda found: {"anyOf": found}),
            several.map(lambda found: {"oneOf": found}),
            several.map(lambda found: {"allOf": found}),
            inner.map(lambda found: {"not": found}),
            st.tuples(inner, inner, inner).map(lambda found: dict(zip(("if", "then", "else"), found, strict=True))),
        ),
        _options(properties=st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=2)),
    )


parts: st.SearchStrategy[Json] = st.recursive(
    leaves, lambda inner: st.one_of(_objects(inner), _objects(inner), _arrays(inner), _composed(inner)), max_leaves=6
)
roots: st.SearchStrategy[dict[str, Json]] = _merged(
    st.one_of(_objects(parts), _objects(parts), _composed(parts)),
    st.fixed_dictionaries({"one": parts, "two": parts}).map(lambda found: {"$defs": found}),
)


@st.composite
def documents(draw: st.DrawFn, schema: Json, root: Json, depth: int = 0) -> Json:
    """A document that the schema may well accept."""
    if not isinstance(schema, dict) or depth > 4 or draw(st.integers(0, 9)) == 0:
        return draw(values if depth < 3 else scalars)
    if "$ref" in schema:
        target = root if schema["$ref"] == "#" else root["$defs"][schema["$ref"].rpartition("/")[2]]
        return draw(documents(target, root, depth + 1))
    for keyword in ("anyOf", "oneOf", "allOf"):
        if keyword in schema and draw(st.booleans()):
            return draw(documents(draw(st.sampled_from(schema[keyword])), root, depth + 1))
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else draw(st.sampled_from(schema["enum"]))
    kind = schema.get("type", "object")
    match draw(st.sampled_from(kind)) if isinstance(kind, list) else kind:
        case "object":
            known = schema.get("properties", {})
            found = {}
            for name in draw(st.lists(st.sampled_from(MEMBERS), max_size=4, unique=True)) + schema.get("required", []):
                found[name] = draw(documents(known.get(name, schema.get("additionalProperties")), root, depth + 1))
            return found
        case "array":
            return draw(st.lists(documents(schema.get("items"), root, depth + 1), max_size=3))
        case "integer" | "number":
            return draw(st.sampled_from([0, 1, 2, 3, -1, 1.0, 0.5, 0.3, 2.0, 2**53, 2**63, 10**20]))
        case "string":
            return draw(st.sampled_from(TEXTS))
        case "boolean":
            return draw(st.booleans())
    return None


def files(texts: Mapping[str, Json]) -> list[Source]:
    """Schemas as files of a project, by full name."""
    return [
        Source(f"schemas/{name.replace('.', '/')}.schema.json", text if isinstance(text, str) else json.dumps(text))
        for name, text in texts.items()
    ]


def load(texts: Mapping[str, Json]) -> tuple[tuple[Schema, ...], Report]:
    """The schemas of a project, and what was said about them."""
    report = Report()
    units = load_all(files(texts), "schemas", report)
    return tuple(sorted((schema for unit in units for schema in unit.schemas), key=lambda each: each.name)), report


def system(schemas: tuple[Schema, ...], name: str = "shop") -> System:
    """A project that has nothing but schemas."""
    return System(name=name, place=Span("treaty.yaml"), schemas=schemas)


def generate(texts: Mapping[str, Json], folder: Path, emitters: dict[Format, EmitPart] | None = None) -> dict[str, Any]:
    """Schemas that must be sound, as imported modules by namespace, from a package of a name of its own."""
    schemas, report = load(texts)
    assert () == tuple(diagnostic for diagnostic in report.diagnostics if diagnostic.severity.value == "error")
    project = f"generated{next(_NUMBERS)}"
    for file in messages.emit(system(schemas, project), emitters):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    package = names.messages_package(project)
    sys.path.insert(0, str(folder / package))
    importlib.invalidate_caches()
    try:
        return {
            schema.namespace: importlib.import_module(f"{package}.{names.namespace_module(schema.namespace)}")
            for schema in schemas
        }
    finally:
        sys.path.remove(str(folder / package))


def codec(texts: Mapping[str, Json], name: str, folder: Path) -> Codec[Any]:
    """The codec of one schema of a project."""
    namespace, _, short = name.rpartition(".")
    module = generate(texts, folder)[namespace]
    found: Codec[Any] = getattr(module, names.constant(short)).codec
    return found
