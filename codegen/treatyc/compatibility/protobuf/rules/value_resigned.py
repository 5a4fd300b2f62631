"""A number whose sign its reader takes otherwise.

## What
Reports signed numbers that are read as unsigned ones, and the reverse.

## Why
Values beyond the middle of the range arrive as others: -1 becomes 4294967295.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int32 change = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { uint32 change = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { uint32 change = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int64 change = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits, Unshown


def look(pair: FieldPair) -> Hits:
    """Ranges that overlap in part; where every declared value of an enumeration lies in both, nothing is lost."""
    if reading(pair.writer, pair.reader) is Reading.RESIGNED:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is written as {told(pair.writer)}; read as {told(pair.reader)}, some change sign",
            help="use one type on both sides, or give the reader int64 first",
            proof=sent(pair),
            unshown=Unshown.NOTED,
        )


RULE = ForFields("protobuf-value-resigned", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
