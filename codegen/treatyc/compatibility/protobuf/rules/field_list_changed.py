"""A field that became a list, or is one no longer.

## What
Reports a field that repeats in one version alone.

## Why
Generated code has a list on one side and a value on the other.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { repeated string note = 1; }
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
message Order { string note = 1; repeated string notes = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """A list or a map on one side alone."""
    if pair.writer.repeated != pair.reader.repeated:
        yield on_field(
            pair,
            f"`{pair.writer.label}` was {pair.writer.cardinality.value}, and is {pair.reader.cardinality.value}",
            help="add a new field with a number of its own",
            unproven=CODE,
        )


RULE = ForFields("protobuf-field-list-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
