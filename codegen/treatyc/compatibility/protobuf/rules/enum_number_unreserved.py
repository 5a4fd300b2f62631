"""A removed value whose number is free to be used again.

## What
Reports a number of an enumeration that was removed and not reserved.

## Why
Messages that were written before keep the number. A later value of that number would give them another meaning.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; reserved "STATE_OPEN"; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; reserved 1; reserved "STATE_OPEN"; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.ranges import covered, enum_spans
from treatyc.compatibility.protobuf.rule import ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Each removed number that is not reserved."""
    reserved = enum_spans(pair.reader.proto.reserved_range)
    for number, names in pair.writer.numbers.items():
        if number not in pair.reader.numbers and not covered(number, reserved):
            yield on_enum(
                pair,
                f"`{names[0]}` was removed, and its number {number} is not reserved",
                part=names[0],
                writer=pair.writer.value_site(names[0]),
                help=f"add `reserved {number};`",
            )


RULE = ForEnums("protobuf-enum-number-unreserved", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__)
