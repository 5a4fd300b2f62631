"""A field whose new type travels in another way on the wire.

## What
Reports a field number whose types use different wire types in writer and reader, such as `int32` and `string`, or a
packed list and one number.

## Why
Each value travels behind its number and its wire type. A reader that expects another wire type does not find its field:
the value stays among the unknown fields, and the reader sees none.

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
message Order { reserved 1; string total_text = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two types whose wire types differ."""
    if reading(pair.writer, pair.reader) is Reading.UNREAD:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is written as {told(pair.writer)}, which a reader of {told(pair.reader)} skips",
            help="add a new field with a number of its own, and reserve this one",
            proof=sent(pair),
        )


RULE = ForFields("protobuf-field-unread", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
