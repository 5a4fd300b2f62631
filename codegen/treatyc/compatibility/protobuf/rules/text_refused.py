"""Bytes that need not be text are read as text.

## What
Reports a field that a reader checks to be UTF-8 and a writer does not: `bytes` to `string`, or a `string` of proto2 to
one of proto3.

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
    """Bytes that are checked only by the reader; where the writer has text, no codec at hand may write other bytes."""
    if reading(pair.writer, pair.reader) is not Reading.TEXT_REFUSED:
        return
    text = pair.writer.type == pair.reader.type
    yield on_field(
        pair,
        f"`{pair.writer.label}` may hold bytes that are no UTF-8, and its reader refuses those",
        help="keep it bytes, or add a string with a number of its own and write both for a while",
        proof=None if text else sent(pair),
        unproven="writers in some languages check their text, those in others do not" if text else "",
        effect=Effect.WARNS if text else None,
    )


RULE = ForFields("protobuf-text-refused", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
