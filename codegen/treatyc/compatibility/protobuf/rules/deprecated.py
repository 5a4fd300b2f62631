"""A field that is deprecated.

## What
Remarks a field that is marked deprecated and was not.

## Why
Its writers and readers should look for what takes its place.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1 [deprecated = true]; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; string remark = 2; }
```
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FieldOptions

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Marked in the reader alone."""
    old, new = (FieldOptions.FromString(each.options).deprecated for each in (pair.writer, pair.reader))
    if new and not old:
        yield on_field(pair, f"`{pair.writer.label}` is deprecated", help="stop using it before it is removed")


RULE = ForFields("protobuf-deprecated", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__)
