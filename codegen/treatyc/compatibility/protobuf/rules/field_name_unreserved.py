"""A removed field whose name is free to be used again.

## What
Reports a field that was removed while its name was not reserved.

## Why
In JSON a name that comes back with another meaning reads the documents of older writers as that.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string note = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; reserved 2; }
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
from treatyc.compatibility.protobuf.rule import ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """Each removed field whose name is not reserved; it cannot be where another number has it."""
    for field in pair.removed:
        if field.name in pair.reader.proto.reserved_name:
            continue
        left = pair.reader.by_name.get(field.name)
        rest = f"that of number {left.number}" if left else "not reserved"
        yield on_message(
            pair,
            f"`{field.name}` was removed, and its name is {rest}",
            part=field.label,
            writer=field.site,
            help=f"give it back its number {field.number}" if left else f'add `reserved "{field.name}";`',
        )


RULE = ForMessages("protobuf-field-name-unreserved", Category.JSON, Effect.WARNS, Scope.CHANGE, look, __doc__)
