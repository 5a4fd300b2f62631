"""A field whose JSON value its reader refuses or takes for another.

## What
Reports two fields of one JSON key whose types have different JSON forms.

## Why
JSON carries bytes as Base64, 64-bit numbers as text and enumerations by name. What one type writes, the other does not
always read.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int32 total = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string total = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int32 total = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int64 total = 1; }
```
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message, told, type_site
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.reading import fits
from treatyc.compatibility.protobuf.rule import Form, ForMessages, Hits, Proof, Unshown
from treatyc.compatibility.protobuf.shape import Field
from treatyc.compatibility.protobuf.witness import sampled
from treatyc.compatibility.protobuf.wrappers import unwrapped


def look(pair: MessagePair) -> Hits:
    """Each key whose two fields differ in type, where a value shows it."""
    if pair.writer.is_entry:
        return
    for field in pair.writer.fields.values():
        other = pair.reader.by_json.get(field.json_name)
        if other is None or _is_read(unwrapped(field), unwrapped(other)):
            continue
        yield on_message(
            pair,
            f"`{field.label}` is {told(field)} in the writer's JSON, and {told(other)} in the reader's",
            part=field.label,
            writer=type_site(field),
            reader=type_site(other),
            help="add a new field with a name and a number of its own",
            proof=Proof(pair, sampled(pair, field.number), ((field.number, other.number),), Form.JSON),
            unshown=Unshown.SILENT,
        )


def _is_read(field: Field, other: Field) -> bool:
    return _kind(field) == _kind(other) or _widens(field, other)


def _widens(field: Field, other: Field) -> bool:
    """Whether the reader takes every number of the writer: JSON readers take 64 bits as text and as a number."""
    words = {FieldDescriptorProto.TYPE_BOOL, FieldDescriptorProto.TYPE_ENUM}
    numbers = field.type not in words and other.type not in words and fits(field.type, other.type)
    return numbers and field.repeated == other.repeated


def _kind(field: Field) -> tuple[object, ...]:
    """What the JSON form follows from; a map's entries are compared by their own types."""
    group = field.type == FieldDescriptorProto.TYPE_GROUP
    return FieldDescriptorProto.TYPE_MESSAGE if group else field.type, field.named, field.cardinality


RULE = ForMessages("protobuf-json-type-changed", Category.JSON, Effect.BREAKS, Scope.EDGE, look, __doc__)
