"""A field that got another type.

## What
Reports a field number whose type changed, whether or not its bytes are still read.

## Why
Generated code has another type for the field.

## Breaks
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

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int32 total = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int32 total = 1; int64 total_cents = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import is_renamed, on_field, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, ForFields, Hits
from treatyc.compatibility.protobuf.shape import Cardinality


def look(pair: FieldPair) -> Hits:
    """Two types of one number; the entries of two maps are compared as such."""
    if pair.writer.cardinality is Cardinality.MAP is pair.reader.cardinality:
        return
    if pair.writer.type != pair.reader.type or is_renamed(pair):
        yield on_field(
            pair,
            f"`{pair.writer.label}` was {told(pair.writer)}, and is {told(pair.reader)}",
            help="add a new field with a number of its own",
            unproven=CODE,
        )


RULE = ForFields("protobuf-field-type-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
