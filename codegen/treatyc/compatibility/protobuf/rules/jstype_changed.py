"""A field that JavaScript sees as another type.

## What
Reports a field whose option `jstype` changed.

## Why
Generated JavaScript has a number on one side and text on the other.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int64 total = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int64 total = 1 [jstype = JS_STRING]; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int64 total = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int64 total = 1 [jstype = JS_NORMAL]; }
```
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FieldOptions

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two values of `jstype`."""
    old, new = (FieldOptions.FromString(each.options).jstype for each in (pair.writer, pair.reader))
    if old != new:
        words = FieldOptions.JSType.Name(old), FieldOptions.JSType.Name(new)
        yield on_field(
            pair,
            f"`{pair.writer.label}` was {words[0]} in JavaScript, and is {words[1]}",
            help="keep `jstype`",
            unproven=CODE,
        )


RULE = ForFields("protobuf-jstype-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
