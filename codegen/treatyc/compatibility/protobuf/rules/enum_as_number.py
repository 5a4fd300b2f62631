"""An enumeration that is read as a number, or the reverse.

## What
Reports a field that is an enumeration on one side and a whole number on the other.

## Why
The number arrives. A closed enumeration drops the numbers that it has no name for, and JSON carries names.

## Breaks
```protobuf writer.proto
syntax = "proto2";
package shop.v1;
message Order { optional int32 state = 1; }
```
```protobuf reader.proto
syntax = "proto2";
package shop.v1;
message Order { optional State state = 1; }
enum State { OPEN = 0; DONE = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { State state = 1; }
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { State state = 1; }
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; STATE_DONE = 2; }
```
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits, Unshown

_WITH_OTHERS = {Reading.SAME, Reading.WIDER, Reading.NARROWER, Reading.RESIGNED}


def look(pair: FieldPair) -> Hits:
    """An enumeration on one side alone; it breaks where the reader's is closed and drops what it does not know."""
    enum = FieldDescriptorProto.TYPE_ENUM
    one_sided = (pair.writer.type == enum) != (pair.reader.type == enum)
    if not one_sided or reading(pair.writer, pair.reader) not in _WITH_OTHERS:
        return
    theirs = pair.within.both.reader.enums.get(pair.reader.named)
    drops = theirs is not None and theirs.closed
    yield on_field(
        pair,
        f"`{pair.writer.label}` is written as {told(pair.writer)} and read as {told(pair.reader)}",
        help="let it be an enumeration on both sides",
        proof=sent(pair) if drops else None,
        unshown=Unshown.NOTED,
        effect=None if drops else Effect.NOTES,
    )


RULE = ForFields("protobuf-enum-as-number", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
