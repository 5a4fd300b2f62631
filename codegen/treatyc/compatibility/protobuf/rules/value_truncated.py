"""A number that is read as a smaller type.

## What
Reports a field whose reader holds fewer bits than its writer, such as `int64` to `int32`.

## Why
A reader cuts what does not fit, without a word: 4294967297 arrives as 1.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { int64 total = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { int32 total = 1; }
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
message Order { int64 total = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits, Unshown


def look(pair: FieldPair) -> Hits:
    """A narrower type; where every declared value of an enumeration fits, nothing is lost."""
    if reading(pair.writer, pair.reader) is Reading.NARROWER:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is written as {told(pair.writer)}; read as {told(pair.reader)}, large ones are cut",
            help="give the reader the wider type before any writer has it",
            proof=sent(pair),
            unshown=Unshown.NOTED,
        )


RULE = ForFields("protobuf-value-truncated", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
