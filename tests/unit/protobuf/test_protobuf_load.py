"""What `.proto` declarations mean in the schema model, where they are, and when two of them mean the same."""

from __future__ import annotations

import pytest

from tests.unit.protobuf.proto_project import read, schemas_of
from treatyc.load.unit import Reference
from treatyc.source import Span
from treatyc.system.schema import (
    Array,
    Boolean,
    Bytes,
    Enumeration,
    Field,
    Float,
    Format,
    Integer,
    Map,
    ProtobufField,
    Record,
    Ref,
    String,
    Timestamp,
    Type,
    Unit,
)
from treatyc.system.version import fingerprint

ORDERS = """\
syntax = "proto3";

package shop.orders.v1;

import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
import "shop/types.proto";

// An order was placed.
//
// By a customer.
message OrderPlaced {
  option deprecated = true;
  // The order.
  string order_id = 1;
  int32 lines = 2;  // How many lines.
  optional string coupon = 3 [deprecated = true];
  repeated uint32 sizes = 4;
  map<string, shop.types.v1.Money> totals = 5;
  oneof payment {
    bool cash = 6;
    bytes token = 7;
  }
  google.protobuf.Timestamp placed_at = 8;
  google.protobuf.Duration took = 9;
  Status status = 10 [json_name = "theStatus"];
  // What can happen to it.
  enum Status {
    STATUS_UNSPECIFIED = 0;
    // It is on its way.
    STATUS_SENT = 2;
  }
  message Line { double weight = 1; }
  repeated Line parts = 11;
}
"""
TYPES = """\
syntax = "proto2";
package shop.types.v1;
/* Money. */
message Money {
  required int64 units = 1 [default = 7];
}
enum Kind { A = 1; }
"""
FILES = {"shop/orders.proto": ORDERS, "shop/types.proto": TYPES}


def order() -> tuple[Record, dict[str, Field]]:
    root = schemas_of(FILES)["shop.orders.v1.OrderPlaced"].definitions[0]
    assert isinstance(root, Record)
    return root, {field.name: field for field in root.fields}


def test_top_level_declarations_are_schemas_and_nested_ones_their_definitions() -> None:
    schemas = schemas_of(FILES)
    assert ["shop.orders.v1.OrderPlaced", "shop.types.v1.Kind", "shop.types.v1.Money"] == sorted(schemas)
    placed = schemas["shop.orders.v1.OrderPlaced"]
    assert (Format.PROTOBUF, "schemas/shop/orders.proto") == (placed.format, placed.path)
    assert ["", ".Line", ".Status"] == [each.name.removeprefix(placed.name) for each in placed]
    assert ("schemas/shop/types.proto",) == placed.imports
    assert [
        *("google/protobuf/duration.proto", "google/protobuf/timestamp.proto"),
        *("shop/types.proto", "shop/orders.proto"),
    ] == [file.path for file in placed.protobuf]


def test_comments_become_documentation() -> None:
    schema = schemas_of(FILES)["shop.orders.v1.OrderPlaced"]
    root, fields = order()
    status = schema.definitions[2]
    assert isinstance(status, Enumeration)
    assert "An order was placed.\n\nBy a customer." == root.doc == schema.doc
    assert ("The order.", "How many lines.", "") == tuple(fields[name].doc for name in ("order_id", "lines", "sizes"))
    assert ("What can happen to it.", "It is on its way.") == (status.doc, status.symbols[1].doc)
    assert "Money." == schemas_of(FILES)["shop.types.v1.Money"].doc


def test_deprecation_is_kept() -> None:
    root, fields = order()
    assert (True, True, False) == (root.deprecated, fields["coupon"].deprecated, fields["order_id"].deprecated)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("order_id", String()),
        ("lines", Integer(32)),
        ("sizes", Array(Integer(32, signed=False))),
        ("totals", Map(Ref("shop.types.v1.Money"))),
        ("cash", Boolean()),
        ("token", Bytes()),
        ("placed_at", Timestamp(Unit.NANOSECONDS)),
        ("took", Ref("google.protobuf.Duration")),
        ("status", Ref("shop.orders.v1.OrderPlaced.Status")),
        ("parts", Array(Ref("shop.orders.v1.OrderPlaced.Line"))),
    ],
)
def test_types(name: str, expected: Type) -> None:
    assert expected == order()[1][name].type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("order_id", ProtobufField(1, "orderId")),
        ("coupon", ProtobufField(3, "coupon", presence=True)),
        ("sizes", ProtobufField(4, "sizes", packed=True)),
        ("cash", ProtobufField(6, "cash", oneof="payment", presence=True)),
        ("placed_at", ProtobufField(8, "placedAt", presence=True)),
        ("status", ProtobufField(10, "theStatus")),
    ],
)
def test_what_protobuf_alone_says_of_a_field(name: str, expected: ProtobufField) -> None:
    """Presence and packing are what the features come to; the oneof that `optional` stands for is no oneof."""
    assert expected == order()[1][name].origin


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("optional int32 a = 1 [default = -5];", "-5"),
        ("optional bool a = 1 [default = true];", "true"),
        ('optional string a = 1 [default = "x\\"é"];', '"x\\"\\u00e9"'),
        ('optional bytes a = 1 [default = "\\xff\\x00"];', '"/wA="'),
        ("optional double a = 1 [default = 1.5];", "1.5"),
        ("optional float a = 1 [default = inf];", '"Infinity"'),
        ("optional float a = 1 [default = -inf];", '"-Infinity"'),
        ("optional double a = 1 [default = nan];", '"NaN"'),
        ("optional E a = 1 [default = Y];", '"Y"'),
        ("optional int32 a = 1;", None),
    ],
)
def test_defaults_are_what_protobufs_json_would_write(declared: str, expected: str | None) -> None:
    text = f'syntax = "proto2";\npackage a.v1;\nmessage M {{ {declared} }}\nenum E {{ X = 0; Y = 1; }}\n'
    root = schemas_of({"a.proto": text})["a.v1.M"].definitions[0]
    assert isinstance(root, Record)
    assert expected == root.fields[0].default


@pytest.mark.parametrize(
    ("head", "field", "presence", "packed", "required"),
    [
        ('syntax = "proto3";', "repeated int32 a = 1;", False, True, False),
        ('syntax = "proto3";', "repeated int32 a = 1 [packed = false];", False, False, False),
        ('syntax = "proto2";', "repeated int32 a = 1;", False, False, False),
        ('syntax = "proto2";', "required int32 a = 1;", True, False, True),
        ('edition = "2023";', "int32 a = 1;", True, False, False),
        ('edition = "2023";', "int32 a = 1 [features.field_presence = IMPLICIT];", False, False, False),
        ('edition = "2023";', "int32 a = 1 [features.field_presence = LEGACY_REQUIRED];", True, False, True),
        (
            'edition = "2023";',
            "repeated int32 a = 1 [features.repeated_field_encoding = EXPANDED];",
            False,
            False,
            False,
        ),
        ('edition = "2024";', "repeated int32 a = 1;", False, True, False),
    ],
)
def test_features_are_resolved(head: str, field: str, *, presence: bool, packed: bool, required: bool) -> None:
    root = schemas_of({"a.proto": f"{head}\nmessage M {{ {field} }}\n"})["M"].definitions[0]
    assert isinstance(root, Record)
    (found,) = root.fields
    assert isinstance(found.origin, ProtobufField)
    assert (presence, packed, required) == (found.origin.presence, found.origin.packed, found.required)


def test_enumerations_say_whether_they_take_unknown_numbers() -> None:
    proto3 = schemas_of(FILES)["shop.orders.v1.OrderPlaced"].definitions[2]
    proto2 = schemas_of(FILES)["shop.types.v1.Kind"].definitions[0]
    assert isinstance(proto2, Enumeration)
    assert isinstance(proto3, Enumeration)
    assert (True, False) == (proto2.closed, proto3.closed)
    assert [("STATUS_UNSPECIFIED", 0), ("STATUS_SENT", 2)] == [(each.name, each.number) for each in proto3.symbols]


def test_places_are_those_of_names_in_characters() -> None:
    text = 'syntax = "proto3";\npackage a.v1;\n/* é */ message Größe {}\n'.replace("Größe", "M")
    schema = schemas_of({"a.proto": text + "message N {\n\t/* 漢 */ string\n\tname = 1;\n}\n"})
    root = schema["a.v1.N"].definitions[0]
    assert isinstance(root, Record)
    assert Span("schemas/a.proto", 3, 17, 1) == schema["a.v1.M"].place
    assert Span("schemas/a.proto", 6, 2, 4) == root.fields[0].place


def test_types_of_other_files_are_references() -> None:
    units, _ = read(FILES)
    (reference,) = units[0].references
    assert Reference("shop.types.v1.Money", Span("schemas/shop/orders.proto", 19, 36, 6)) == reference


def test_scalars() -> None:
    """Language Guide, Scalar Value Types."""
    declared = {
        **dict.fromkeys(("int32", "sint32", "sfixed32"), Integer(32)),
        **dict.fromkeys(("int64", "sint64", "sfixed64"), Integer(64)),
        **dict.fromkeys(("uint32", "fixed32"), Integer(32, signed=False)),
        **dict.fromkeys(("uint64", "fixed64"), Integer(64, signed=False)),
        "double": Float(64),
        "float": Float(32),
        "bool": Boolean(),
        "string": String(),
        "bytes": Bytes(),
    }
    fields = "".join(f"{name} f_{name} = {number};" for number, name in enumerate(declared, 1))
    root = schemas_of({"a.proto": f'syntax = "proto3"; message M {{ {fields} }}'})["M"].definitions[0]
    assert isinstance(root, Record)
    assert list(declared.values()) == [field.type for field in root.fields]


BASE = """\
syntax = "proto3";
package a.v1;
message M { int32 a = 1; repeated int32 b = 2; N n = 3; E e = 4; }
message N { string s = 1; }
enum E { Z = 0; Y = 1; }
"""

SAME = {
    "comments and layout": BASE.replace("; ", ";  // x\n ").replace("message N", "// About N.\nmessage N"),
    "the order of fields": BASE.replace("int32 a = 1; repeated int32 b = 2;", "repeated int32 b = 2; int32 a = 1;"),
    "the order of declarations": "\n".join([*BASE.split("\n")[:2], *BASE.split("\n")[4:2:-1], BASE.split("\n")[2]]),
    "packed as the syntax would have it": BASE.replace("b = 2;", "b = 2 [packed = true];"),
    "a name that JSON would give anyway": BASE.replace("a = 1;", 'a = 1 [json_name = "a"];'),
    "the same in an edition": BASE.replace('syntax = "proto3"', 'edition = "2023"')
    .replace("package a.v1;", "package a.v1;\noption features.field_presence = IMPLICIT;")
    .replace("N n = 3;", "N n = 3 [features.field_presence = EXPLICIT];"),
    "options for other languages": BASE.replace("package a.v1;", 'package a.v1;\noption java_package = "x";'),
    "something that the message does not reach": BASE + "message O { M m = 1; }\n",
}
OTHER = {
    "a number": BASE.replace("a = 1;", "a = 7;"),
    "a name": BASE.replace("int32 a", "int32 c"),
    "a type of the same width": BASE.replace("int32 a", "sint32 a"),
    "presence": BASE.replace("int32 a", "optional int32 a"),
    "packing": BASE.replace("b = 2;", "b = 2 [packed = false];"),
    "a name in JSON": BASE.replace("a = 1;", 'a = 1 [json_name = "x"];'),
    "a reserved number": BASE.replace("M { ", "M { reserved 9; "),
    "a type that it reaches": BASE.replace("string s", "bytes s"),
    "a value that it reaches": BASE.replace("Y = 1;", "Y = 1; X = 2;"),
    "deprecation": BASE.replace("a = 1;", "a = 1 [deprecated = true];"),
}


@pytest.mark.parametrize("what", SAME)
def test_what_does_not_matter_does_not_change_the_fingerprint(what: str) -> None:
    assert fingerprint(schemas_of({"a.proto": BASE})["a.v1.M"]) == fingerprint(
        schemas_of({"b.proto": SAME[what]})["a.v1.M"]
    )


@pytest.mark.parametrize("what", OTHER)
def test_what_matters_changes_the_fingerprint(what: str) -> None:
    assert fingerprint(schemas_of({"a.proto": BASE})["a.v1.M"]) != fingerprint(
        schemas_of({"a.proto": OTHER[what]})["a.v1.M"]
    )


def test_a_change_in_an_imported_file_changes_the_fingerprint() -> None:
    placed = "shop.orders.v1.OrderPlaced"
    changed = FILES | {"shop/types.proto": TYPES.replace("int64", "sint64")}
    assert fingerprint(schemas_of(FILES)[placed]) != fingerprint(schemas_of(changed)[placed])


def test_custom_options_count_whatever_their_order() -> None:
    fields = "optional bool secret = 50000; optional string why = 50001;"
    options = f'import "google/protobuf/descriptor.proto";\nextend google.protobuf.FieldOptions {{ {fields} }}\n'
    texts = [
        f'syntax = "proto2";\n{options}message M {{ optional string s = 1 {chosen}; }}\n'
        for chosen in ('[(secret) = true, (why) = "x"]', '[(why) = "x", (secret) = true]', "[(secret) = true]")
    ]
    first, second, third = (fingerprint(schemas_of({"a.proto": text})["M"]) for text in texts)
    assert first == second
    assert first != third


def test_recursion_within_and_across_declarations() -> None:
    text = (
        'syntax = "proto3";\nmessage A { B b = 1; A a = 2; }\nmessage B { repeated A as = 1; map<string, B> bs = 2; }\n'
    )
    schemas = schemas_of({"a.proto": text})
    changed = schemas_of({"a.proto": text.replace("a = 2", "a = 3")})
    assert fingerprint(schemas["B"]) != fingerprint(changed["B"])
