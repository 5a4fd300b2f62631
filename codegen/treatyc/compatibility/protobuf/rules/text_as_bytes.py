"""Text that is read as bytes.

## What
Remarks a `string` that its reader takes for `bytes`.

## Why
Every value arrives. The reverse direction is refused where the bytes are no UTF-8, and JSON encodes bytes in Base64.

## Breaks
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

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string token = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string token = 1; bytes raw = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Text for the writer, bytes for the reader."""
    if reading(pair.writer, pair.reader) is Reading.TEXT_AS_BYTES:
        yield on_field(pair, f"`{pair.writer.label}` is written as text and read as bytes", help="deploy readers first")


RULE = ForFields("protobuf-text-as-bytes", Category.SEMANTIC, Effect.NOTES, Scope.EDGE, look, __doc__)
