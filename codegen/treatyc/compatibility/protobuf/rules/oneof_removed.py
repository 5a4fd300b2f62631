"""A oneof that was removed.

## What
Reports a oneof whose name the newer version does not have.

## Why
Code that asks which member is set does not compile any more.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { oneof payment { string card = 1; } }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string card = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { oneof payment { string card = 1; } }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { oneof payment { string card = 1; string voucher = 2; } }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import CODE, ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """Each oneof that is gone."""
    kept = set(pair.reader.oneofs)
    for oneof in pair.writer.oneofs:
        if oneof not in kept:
            yield on_message(
                pair,
                f"the oneof `{oneof}` was removed",
                part=oneof,
                help="keep the oneof",
                unproven=CODE,
            )


RULE = ForMessages("protobuf-oneof-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
