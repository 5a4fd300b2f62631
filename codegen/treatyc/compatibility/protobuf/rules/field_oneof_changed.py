"""A field that moved into or out of a oneof.

## What
Reports a field that belongs to another oneof than before, or to one no longer.

## Why
Generated code has other types for it. On the wire it matters where members can be sent together.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string card = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { oneof payment { string card = 1; } }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string card = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string card = 1; oneof payment { string voucher = 2; } }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two oneofs, or one and none."""
    if pair.writer.oneof != pair.reader.oneof:
        words = [f"in the oneof `{each.oneof}`" if each.oneof else "in no oneof" for each in (pair.writer, pair.reader)]
        yield on_field(
            pair,
            f"`{pair.writer.label}` was {words[0]}, and is {words[1]}",
            help="add a new member with a number of its own",
            unproven=CODE,
        )


RULE = ForFields("protobuf-field-oneof-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
