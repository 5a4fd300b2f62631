"""Something reserved that no longer is.

## What
Reports reserved numbers and names of a message that the newer version does not reserve.

## Why
What was reserved once was in use once. Nothing else keeps it from being used again.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; reserved 2 to 4; }
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
message Order { string buyer = 1; reserved 2 to 4; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; reserved 2 to 9; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.ranges import left_out, spans
from treatyc.compatibility.protobuf.rule import ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """What the writer reserves and the reader does not."""
    gone = left_out(spans(pair.writer.proto.reserved_range), spans(pair.reader.proto.reserved_range))
    names = [repr(name) for name in pair.writer.proto.reserved_name if name not in pair.reader.proto.reserved_name]
    if gone or names:
        yield on_message(
            pair,
            f"`{pair.writer.name}` no longer reserves {', '.join([*gone, *names])}",
            help="keep what is reserved",
        )


RULE = ForMessages("protobuf-reserved-removed", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__)
