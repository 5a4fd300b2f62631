"""A message without its standard accessor.

## What
Reports a message that sets `no_standard_descriptor_accessor` and did not.

## Why
Generated C++ and Java lose the method `descriptor()`.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { optional string id = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { option no_standard_descriptor_accessor = true; optional string id = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { optional string id = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { option no_standard_descriptor_accessor = false; optional string id = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import CODE, ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """The option in the reader alone."""
    if (
        pair.reader.proto.options.no_standard_descriptor_accessor
        > pair.writer.proto.options.no_standard_descriptor_accessor
    ):
        yield on_message(
            pair,
            f"`{pair.writer.name}` has no standard descriptor accessor any more",
            help="drop `no_standard_descriptor_accessor`",
            unproven=CODE,
        )


RULE = ForMessages("protobuf-accessor-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
