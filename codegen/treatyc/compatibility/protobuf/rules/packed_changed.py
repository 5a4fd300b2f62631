"""A list that travels in another form.

## What
Remarks a list of numbers that was packed and is not, or the reverse.

## Why
Readers take both forms.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { repeated int32 parts = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { repeated int32 parts = 1 [packed = false]; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { repeated int32 parts = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { repeated int32 parts = 1 [packed = true]; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Packed on one side alone, where both are lists."""
    if (
        pair.writer.packed != pair.reader.packed
        and pair.writer.packable
        and pair.reader.packable
        and pair.reader.repeated
    ):
        yield on_field(
            pair, f"`{pair.writer.label}` is {'' if pair.reader.packed else 'no longer '}packed; readers take both"
        )


RULE = ForFields("protobuf-packed-changed", Category.WIRE, Effect.NOTES, Scope.CHANGE, look, __doc__)
