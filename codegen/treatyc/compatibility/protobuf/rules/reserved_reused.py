"""A field that uses what was reserved.

## What
Reports a field whose number or name the older version had reserved.

## Why
It was reserved because messages with it are still about. A new field of that number reads them as its own.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; reserved 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string note = 2; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; reserved 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; reserved 2; string note = 3; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.ranges import covered, spans
from treatyc.compatibility.protobuf.rule import LATER, ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """Each field of the reader that stands where the writer had reserved."""
    reserved = spans(pair.writer.proto.reserved_range)
    for field in pair.reader.fields.values():
        what = f"number {field.number}" if covered(field.number, reserved) else f"name `{field.name}`"
        if covered(field.number, reserved) or field.name in pair.writer.proto.reserved_name:
            yield on_message(
                pair,
                f"`{field.name}` uses the {what}, which was reserved",
                part=field.label,
                reader=field.site,
                help="use a number and a name that were never used",
                unproven=LATER,
            )


RULE = ForMessages("protobuf-reserved-reused", Category.SEMANTIC, Effect.UNPROVEN, Scope.CHANGE, look, __doc__)
