"""A reserved number or name of an enumeration that no longer is.

## What
Reports reserved numbers and names of an enumeration that the newer version does not reserve.

## Why
What was reserved once was in use once. Nothing else keeps it from being used again.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; reserved 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; reserved 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; reserved 1, 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.ranges import enum_spans, left_out
from treatyc.compatibility.protobuf.rule import ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """What the writer reserves and the reader does not."""
    gone = left_out(enum_spans(pair.writer.proto.reserved_range), enum_spans(pair.reader.proto.reserved_range))
    names = [repr(name) for name in pair.writer.proto.reserved_name if name not in pair.reader.proto.reserved_name]
    if gone or names:
        yield on_enum(
            pair,
            f"`{pair.writer.name}` no longer reserves {', '.join([*gone, *names])}",
            help="keep what is reserved",
        )


RULE = ForEnums("protobuf-enum-reserved-removed", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__)
