"""A field that no longer tells zero from nothing, or now does.

## What
Reports a field that has presence on one side alone, such as proto3 with and without `optional`.

## Why
Without presence, zero is not sent, and what is not sent reads as zero: "zero" and "not said" become one.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { optional int32 discount = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int32 discount = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { optional int32 discount = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { optional int32 discount = 1; string note = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Presence on one side alone; to lose it warns, to gain it is a remark."""
    if pair.writer.repeated or pair.reader.repeated or pair.writer.presence == pair.reader.presence:
        return
    if reading(pair.writer, pair.reader) is Reading.UNREAD:
        return
    if pair.writer.presence:
        yield on_field(
            pair,
            f"`{pair.writer.label}` can be absent for the writer, and its reader takes that for zero",
            help="let it be optional on both sides",
        )
    else:
        yield on_field(
            pair,
            f"a zero of `{pair.writer.label}` is not sent, and its reader takes that for absent",
            help="do not read meaning into its absence while such writers are about",
            effect=Effect.NOTES,
        )


RULE = ForFields("protobuf-presence-changed", Category.SEMANTIC, Effect.WARNS, Scope.EDGE, look, __doc__)
