"""A message with other options.

## What
Remarks a message whose options changed, custom ones included.

## Why
An option may mean something to a plugin or a program that reads it.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { option deprecated = true; string note = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; string remark = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.options import chosen
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """Options of a message that differ."""
    if chosen(pair.writer.proto.options) != chosen(pair.reader.proto.options):
        yield on_message(pair, f"`{pair.writer.name}` has other options")


RULE = ForMessages("protobuf-message-option-changed", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__)
