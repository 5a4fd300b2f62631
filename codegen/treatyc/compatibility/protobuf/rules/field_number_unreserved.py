"""A removed field whose number is free to be used again.

## What
Reports a field that was removed while its number was not reserved.

## Why
Messages that were written before keep the number. A later field of that number would read them as its own.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string note = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; reserved "note"; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string note = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; reserved 2; reserved "note"; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.ranges import covered, spans
from treatyc.compatibility.protobuf.rule import ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """Each removed field whose number is not reserved."""
    reserved = spans(pair.reader.proto.reserved_range)
    for field in pair.removed:
        if not covered(field.number, reserved):
            yield on_message(
                pair,
                f"`{field.name}` was removed, and its number {field.number} is not reserved",
                part=field.label,
                writer=field.site,
                help=f"add `reserved {field.number};`",
            )


RULE = ForMessages("protobuf-field-number-unreserved", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__)
