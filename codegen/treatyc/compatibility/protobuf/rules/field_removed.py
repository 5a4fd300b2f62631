"""A field that was removed.

## What
Reports a field number that the newer version does not have.

## Why
Code that uses the field does not compile any more. Its values stay among the unknown fields of a reader.

## Breaks
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

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string note = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string note = 2 [deprecated = true]; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import CODE, ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """Each removed field, and each whose name another number has now."""
    for field in pair.removed:
        left = pair.reader.by_name.get(field.name)
        yield on_message(
            pair,
            f"`{field.name}` was removed" + (f": number {left.number} is another field" if left else ""),
            part=field.label,
            writer=field.site,
            help=f"give it back its number {field.number}"
            if left
            else "keep it, marked deprecated, until no code uses it; then reserve its number and its name",
            unproven=CODE,
        )


RULE = ForMessages("protobuf-field-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
