"""Text that is checked to be UTF-8, or no longer.

## What
Remarks a `string` whose validation changed.

## Why
A reader that checks refuses what one that does not check let through.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { optional string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
message Order { optional string note = 1; }
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

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two strings of which one is checked; those of a map go with its message."""
    if pair.within.holder is not None:
        return
    if pair.writer.checked != pair.reader.checked and pair.writer.type == pair.reader.type:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is {'now' if pair.reader.checked else 'no longer'} checked to be UTF-8",
            help="see that writers send only text in UTF-8",
        )


RULE = ForFields("protobuf-text-check-changed", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__)
