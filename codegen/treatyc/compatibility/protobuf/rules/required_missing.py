"""A field that readers require and writers need not send.

## What
Reports a field that is `required` for the reader, and that the writer does not have or need not set.

## Why
A reader refuses a message without a field that it requires. It is the one thing that can never be added.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { optional string id = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional string id = 1; required string buyer = 2; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { optional string id = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional string id = 1; optional string buyer = 2; }
```
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import ForMessages, Hits, Proof, Unshown
from treatyc.compatibility.protobuf.witness import sampled


def look(pair: MessagePair) -> Hits:
    """Each field that is required by the reader alone, or that the writer sends as values which the reader drops."""
    for field in pair.reader.fields.values():
        writer = pair.writer.fields.get(field.number)
        if not field.required:
            continue
        if writer is None or not writer.required:
            yield on_message(
                pair,
                f"`{field.label}` is required by the reader, and a writer may leave it out",
                part=field.label,
                writer=writer.site if writer else None,
                reader=field.site,
                help="make it optional: a required field can never be added",
                proof=Proof(pair, iter(({},)), ()),
            )
        elif field.type == FieldDescriptorProto.TYPE_ENUM != writer.type:
            yield on_message(
                pair,
                f"`{field.label}` is required by the reader, which drops the numbers that it has no name for",
                part=field.label,
                writer=writer.site,
                reader=field.site,
                help="let it be a number, or an enumeration, on both sides",
                proof=Proof(pair, sampled(pair, field.number), ()),
                unshown=Unshown.SILENT,
            )


RULE = ForMessages("protobuf-required-missing", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
