"""Protobuf texts that import what Confluent's registry has built in: they name no reference, and load all the same."""

from __future__ import annotations

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto

from treatyc.diagnostics import Report
from treatyc.load.loaders import load_schemas
from treatyc.registry.held.confluent import built_in
from treatyc.registry.held.folders import lay_out
from treatyc.registry.protocol import RegisteredVersion, SchemaReference, VersionKey
from treatyc.source import SourceTree
from treatyc.system.schema import Format, Schema
from treatyc.workspace.protoc import compile_protobuf

ORDER = """\
syntax = "proto3";
package shop.v1;
import "confluent/meta.proto";
import "confluent/types/decimal.proto";
message Order {
  option (confluent.message_meta) = {doc: "An order.", tags: ["sales"], params: [{key: "owner", value: "shop"}]};
  string buyer = 1 [(confluent.field_meta).tags = "PII"];
  confluent.type.Decimal price = 2;
}
"""


def version(text: str, *references: SchemaReference, subject: str = "orders-value") -> RegisteredVersion:
    return RegisteredVersion(VersionKey(subject, 1), 1, Format.PROTOBUF, text, references)


def loaded(main: RegisteredVersion, *others: RegisteredVersion) -> tuple[dict[str, list[str]], tuple[Schema, ...]]:
    """What each file declares, and the schemas of the version itself."""
    laid = lay_out("orders", "shop/v1/order.proto", main, {each.key: each for each in (main, *others)})
    report = Report()
    tree = compile_protobuf(SourceTree("", {source.path: source for source in laid.files}), ["orders"], report)
    units = load_schemas(tree, "orders", report)
    assert () == report.diagnostics
    named = {unit.path.removeprefix("orders/"): [schema.name for schema in unit.schemas] for unit in units}
    return named, tuple(schema for unit in units if unit.path in laid.mains for schema in unit.schemas)


def test_a_text_with_tags_and_decimals_of_confluent_loads() -> None:
    files, schemas = loaded(version(ORDER))

    assert {
        "confluent/meta.proto": ["confluent.Meta", "confluent.Rule"],
        "confluent/type/decimal.proto": ["confluent.type.Decimal"],
        "confluent/types/decimal.proto": [],
        "shop/v1/order.proto": ["shop.v1.Order"],
    } == files
    assert ["shop.v1.Order"] == [schema.name for schema in schemas]


def test_what_is_registered_under_that_name_counts() -> None:
    """Some teams register the files themselves; then the reference says what they are."""
    own = 'syntax = "proto3";\npackage confluent.type;\nmessage Decimal { string value = 1; }\n'
    text = ORDER.replace('import "confluent/meta.proto";\n', "").replace("confluent/types/", "confluent/type/")
    text = "\n".join(line for line in text.splitlines() if "_meta" not in line)
    registered = version(own, subject="decimal")
    name = SchemaReference("confluent/type/decimal.proto", registered.key)

    files, [order] = loaded(version(text, name), registered)

    assert {"confluent/type/decimal.proto", "shop/v1/order.proto"} == files.keys()
    decimal = next(file for file in order.protobuf if file.path == "confluent/type/decimal.proto")
    [field] = FileDescriptorProto.FromString(decimal.descriptor).message_type[0].field
    assert ("value", 9) == (field.name, field.type)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import "confluent/meta.proto";', {"confluent/meta.proto"}),
        (
            '  import public "confluent/types/decimal.proto" ;',
            {"confluent/types/decimal.proto", "confluent/type/decimal.proto"},
        ),
        ('import "confluent/type/variant.proto";', {"confluent/type/variant.proto"}),
        ('import "confluent/../secret.proto";', set()),
        ('import "confluent/other.proto";', set()),
        ('import "google/protobuf/any.proto";', set()),
        ("", set()),
    ],
)
def test_which_files_come_with_a_text(text: str, expected: set[str]) -> None:
    assert expected == built_in([text]).keys()
