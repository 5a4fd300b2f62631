"""Bytes that arrive as text that is none.

## What
Reports `bytes` that are read as a `string` which is not checked, as those of proto2.

## Why
The reader accepts them. What its language makes of text that is no UTF-8, nobody has said.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { optional bytes token = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional string token = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { optional string token = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional bytes token = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Bytes for the writer, unchecked text for the reader."""
    if reading(pair.writer, pair.reader) is Reading.TEXT_UNCHECKED:
        yield on_field(
            pair,
            f"`{pair.writer.label}` may hold bytes that are no UTF-8, and arrives as text",
            help="let it be bytes on both sides",
        )


RULE = ForFields("protobuf-text-unchecked", Category.SEMANTIC, Effect.WARNS, Scope.EDGE, look, __doc__)
