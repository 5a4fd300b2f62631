"""A field with other options.

## What
Remarks a field whose options changed, custom ones included.

## Why
An option may mean something to a plugin or a program that reads it.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1 [debug_redact = true]; }
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
from treatyc.compatibility.protobuf.options import chosen
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Options that no other rule speaks of."""
    old, new = (chosen(FieldOptions.FromString(each.options)) for each in (pair.writer, pair.reader))
    if old != new:
        yield on_field(pair, f"`{pair.writer.label}` has other options")


RULE = ForFields("protobuf-option-changed", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__)
