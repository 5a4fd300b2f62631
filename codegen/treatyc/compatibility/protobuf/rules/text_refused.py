"""Bytes that need not be text are read as text.

## What
Reports `bytes` that a reader takes for a `string` which it checks, as those of proto3.

## Why
A reader refuses the whole message when a string in it is not UTF-8.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { bytes token = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string token = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string token = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { bytes token = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Bytes for the writer, checked text for the reader."""
    if reading(pair.writer, pair.reader) is Reading.TEXT_REFUSED and pair.writer.type != pair.reader.type:
        yield on_field(
            pair,
            f"`{pair.writer.label}` may hold bytes that are no UTF-8, and its reader refuses those",
            help="let it be bytes on both sides, or add a string with a number of its own and write both for a while",
            proof=sent(pair),
        )


RULE = ForFields("protobuf-text-refused", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
