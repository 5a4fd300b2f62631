"""What the loader of JSON Schema says about a file, and what it makes of one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.jsonschema.schemas import load, system
from treatyc.emit.python import messages
from treatyc.source import Pointer, Span
from treatyc.system.schema import (
    Alias,
    Anything,
    Array,
    Enumeration,
    Float,
    Integer,
    Literal,
    Map,
    Null,
    Record,
    Ref,
    String,
    Union,
)

NAME = "shop.orders.v1.Order"
PATH = "schemas/shop/orders/v1/Order.schema.json"

MISTAKES: dict[str, tuple[dict[str, Any], str, Any]] = {
    "no JSON": ({NAME: "{"}, "json-syntax", Span(PATH, 1, 2)),
    "a key that stands twice": (
        {NAME: '{"type": "object", "type": "array"}'},
        "json-duplicate-key",
        Pointer(PATH, ("type",)),
    ),
    "a number that is none": ({NAME: '{"maximum": NaN}'}, "json-number", Pointer(PATH, ("maximum",))),
    "a huge number": ({NAME: '{"maximum": 1%s}' % ("0" * 500)}, "json-number", Pointer(PATH, ("maximum",))),
    "a keyword of the wrong form": ({NAME: {"type": "strin"}}, "schema-invalid", Pointer(PATH, ("type",))),
    "a pattern that is none": (
        {NAME: {"properties": {"a": {"pattern": "(("}}}},
        "schema-invalid",
        Pointer(PATH, ("properties", "a", "pattern")),
    ),
    "another draft": (
        {NAME: {"$schema": "http://json-schema.org/draft-04/schema#"}},
        "schema-draft",
        Pointer(PATH, ("$schema",)),
    ),
    "a title that says something else": ({NAME: {"title": "Invoice"}}, "schema-title", Pointer(PATH, ("title",))),
    "a reference to nothing in the file": (
        {NAME: {"$ref": "#/$defs/Lin", "$defs": {"Line": {}}}},
        "unknown-reference",
        Pointer(PATH, ("$ref",)),
    ),
    "a reference to no file": (
        {NAME: {"items": {"$ref": "Line.schema.json"}}},
        "unknown-reference",
        Pointer(PATH, ("items", "$ref")),
    ),
    "a reference that leaves the folder": (
        {NAME: {"$ref": "../../../../../etc/passwd"}},
        "unknown-reference",
        Pointer(PATH, ("$ref",)),
    ),
    "a reference to a file of the machine": (
        {NAME: {"$ref": "file:///etc/passwd"}},
        "remote-reference",
        Pointer(PATH, ("$ref",)),
    ),
    "a reference to the network": (
        {NAME: {"$ref": "http://169.254.169.254/latest"}},
        "remote-reference",
        Pointer(PATH, ("$ref",)),
    ),
    "a folder that gives no name": (
        {"Shop.v1.Order": {}},
        "schema-file-name",
        Pointer("schemas/Shop/v1/Order.schema.json"),
    ),
    "two schemas of one id": (
        {NAME: {"$id": "https://shop.example/o"}, "shop.orders.v1.Other": {"$id": "https://shop.example/o"}},
        "duplicate-id",
        Pointer("schemas/shop/orders/v1/Other.schema.json", ("$id",)),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_diagnostic_at_its_place(mistake: str) -> None:
    """BROKERS.md 3.4 (3), (4): nothing is fetched, nothing outside the folder is read, nothing is raised."""
    texts, rule, place = MISTAKES[mistake]

    _, report = load(texts)

    assert [(rule, place)] == [(each.rule, each.place) for each in report.diagnostics]


def test_a_near_miss_is_pointed_out() -> None:
    _, report = load({NAME: {"$ref": "#/$defs/Lin", "$defs": {"Line": {}}}})

    assert ["did you mean `#/$defs/Line`?"] == [each.help for each in report.diagnostics]


TYPES: dict[str, tuple[Any, Any, bool]] = {
    "text": ({"type": "string", "maxLength": 3, "pattern": "^a"}, String(max_length=3, pattern="^a"), True),
    "a whole number between fractions": (
        {"type": "integer", "minimum": 0.5, "exclusiveMaximum": 10},
        Integer(minimum=1, maximum=9),
        True,
    ),
    "a number": ({"type": "number", "exclusiveMinimum": 0}, Float(exclusive_minimum=0.0), True),
    "null or text": ({"type": ["null", "string"]}, Union((String(), Null())), True),
    "null or a definition": (
        {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/Line"}]},
        Union((Ref(f"{NAME}.Line"), Null())),
        True,
    ),
    "a list of definitions": ({"type": "array", "items": {"$ref": "#/$defs/Line"}}, Array(Ref(f"{NAME}.Line")), True),
    "a map": ({"type": "object", "additionalProperties": {"type": "integer"}}, Map(Integer()), True),
    "constants": ({"enum": ["a", 1.0, None]}, Literal(('"a"', "1", "null")), True),
    "anything": ({}, Anything(), True),
    "unique items": ({"type": "array", "uniqueItems": True}, Array(Anything()), False),
    "a tuple": ({"type": "array", "prefixItems": [{"type": "string"}]}, Array(Anything()), False),
    "texts of two patterns": (
        {"anyOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "b$"}]},
        String(),
        False,
    ),
    "a reference that is narrowed": (
        {"$ref": "#/$defs/Sku", "maxLength": 5},
        Ref(f"{NAME}.Sku"),
        False,
    ),
    "a condition": ({"type": "integer", "not": {"const": 3}}, Integer(), False),
    "nothing": (False, Anything(), False),
}


@pytest.mark.parametrize("what", TYPES)
def test_a_type_is_as_wide_as_its_schema_or_wider(what: str) -> None:
    schema, expected, exact = TYPES[what]
    definitions = {"Line": {"type": "object", "properties": {"sku": {}}}, "Sku": {"type": "string"}}
    text = {"type": "object", "properties": {"it": schema}, "$defs": definitions}

    (found,), report = load({NAME: text})

    root = found.definitions[0]
    assert isinstance(root, Record)
    assert [expected] == [each.type for each in root.fields]
    assert exact == (NAME not in found.undecided)
    assert () == report.diagnostics


def test_inline_objects_are_named_after_their_properties() -> None:
    line = {"type": "object", "properties": {"sku": {"type": "string"}}}
    text = {
        "type": "object",
        "properties": {
            "lines": {"type": "array", "items": line},
            "address": line,
            "addresses": {"additionalProperties": line, "type": "object"},
        },
    }

    (found,), _ = load({NAME: text})

    assert [NAME, f"{NAME}.Address", f"{NAME}.Address2", f"{NAME}.Line"] == [each.name for each in found]


def test_definitions_keep_their_names_and_kinds() -> None:
    text = {
        "type": "object",
        "$defs": {
            "Colour": {"enum": ["red", "green"]},
            "Sku": {"type": "string"},
            "Line": {"type": "object", "required": ["a"]},
        },
    }

    (found,), _ = load({NAME: text})

    assert [
        (Record, NAME),
        (Enumeration, f"{NAME}.Colour"),
        (Record, f"{NAME}.Line"),
        (Alias, f"{NAME}.Sku"),
    ] == [(type(each), each.name) for each in found]


@pytest.mark.parametrize(
    "reference",
    [
        "../../catalog/v1/Product.schema.json",
        "/shop/catalog/v1/Product.schema.json",
        "https://shop.example/product",
        "../../catalog/v1/Product.schema.json#whole",
    ],
)
def test_a_file_is_found_by_path_by_id_and_by_anchor(reference: str) -> None:
    product = {"$id": "https://shop.example/product", "$anchor": "whole", "type": "object", "properties": {"sku": {}}}
    order = {"type": "object", "properties": {"product": {"$ref": reference}}}

    schemas, report = load({"shop.catalog.v1.Product": product, NAME: order})

    found = next(each for each in schemas if each.name == NAME)
    root = found.definitions[0]
    assert isinstance(root, Record)
    assert () == report.diagnostics
    assert [Ref("shop.catalog.v1.Product")] == [each.type for each in root.fields]
    assert ("schemas/shop/catalog/v1/Product.schema.json",) == found.imports


def test_neighbours_are_found_though_a_file_has_an_id_of_the_web() -> None:
    order = {"$id": "https://shop.example/schemas/orders/v1/Order.json", "$ref": "Line.schema.json"}

    _, report = load({NAME: order, "shop.orders.v1.Line": {"type": "object"}})

    assert () == report.diagnostics


def test_inheritance_by_all_of_becomes_one_record() -> None:
    text = {
        "allOf": [{"$ref": "#/$defs/Base"}, {"type": "object", "properties": {"total": {"type": "integer"}}}],
        "required": ["total"],
        "$defs": {"Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}},
    }

    (found,), _ = load({NAME: text})

    root = found.definitions[0]
    assert isinstance(root, Record)
    assert [("total", Integer(), True), ("id", String(), True)] == sorted(
        ((each.name, each.type, each.required) for each in root.fields), reverse=True
    )
    assert () == found.undecided


def test_layout_order_and_prose_do_not_change_what_is_compared() -> None:
    one = {"title": "Order", "type": "object", "properties": {"title": {"type": "string", "description": "Its name."}}}
    other = {"properties": {"title": {"type": "string"}}, "type": "object"}
    third = {"properties": {"title": {"type": "integer"}}, "type": "object"}

    texts = [load({NAME: each})[0][0].canonical for each in (one, other, third)]

    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize(
    "text",
    [
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        {"type": "array", "items": {"$ref": "#"}},
        {
            "$defs": {f"a{n}": {"anyOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(60)} | {"a60": {}},
            "$ref": "#/$defs/a0",
        },
        {"$defs": {f"a{n}": {"$ref": f"#/$defs/a{n + 1}"} for n in range(3000)} | {"a3000": {}}, "$ref": "#/$defs/a0"},
        {"oneOf": [{"const": n} for n in range(10_000)]},
        {"type": "object", "properties": {f"p{n}": {"type": "object", "allOf": [{"$ref": "#"}]} for n in range(50)}},
    ],
    ids=["a circle", "a tree", "two ways at each step", "a long chain", "many branches", "each a refinement of all"],
)
def test_hostile_schemas_end(text: Any) -> None:
    """BROKERS.md 3.4 (4): nothing raises, hangs or blows up."""
    schemas, _ = load({NAME: text})
    messages.emit(system(schemas))


def test_deep_nesting_is_a_diagnostic() -> None:
    _, report = load({NAME: '{"not":' * 100 + "{}" + "}" * 100})

    assert ["json-too-deep"] == [each.rule for each in report.diagnostics]
