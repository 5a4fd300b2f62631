"""A value that uses what was reserved.

## What
Reports a value whose number or name the older enumeration had reserved.

## Why
It was reserved because messages with it are still about. A new value of that number gives them another meaning.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; reserved 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_LATE = 1; }
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
enum State { STATE_UNSPECIFIED = 0; reserved 1; STATE_LATE = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.ranges import covered, enum_spans
from treatyc.compatibility.protobuf.rule import LATER, ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Each value of the reader that stands where the writer had reserved."""
    reserved = enum_spans(pair.writer.proto.reserved_range)
    for name, number in pair.reader.names.items():
        if covered(number, reserved) or name in pair.writer.proto.reserved_name:
            yield on_enum(
                pair,
                f"`{name}` uses {number if covered(number, reserved) else 'a name'}, which was reserved",
                part=name,
                reader=pair.reader.value_site(name),
                help="use a number and a name that were never used",
                unproven=LATER,
            )


RULE = ForEnums("protobuf-enum-reserved-reused", Category.SEMANTIC, Effect.UNPROVEN, Scope.CHANGE, look, __doc__)
