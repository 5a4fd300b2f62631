"""A removed value whose name is free to be used again.

## What
Reports the names of a number that was removed from an enumeration, where they are not reserved.

## Why
JSON carries names. One that comes back with another meaning reads the documents of older writers as that.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; reserved 1; }
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
from treatyc.compatibility.protobuf.rule import ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Each name of a removed number that is not reserved."""
    for number, names in pair.writer.numbers.items():
        if number in pair.reader.numbers:
            continue
        for name in names:
            if name not in pair.reader.proto.reserved_name:
                yield on_enum(
                    pair,
                    f"`{name}` was removed, and its name is not reserved",
                    part=name,
                    writer=pair.writer.value_site(name),
                    help=f'add `reserved "{name}";`',
                )


RULE = ForEnums("protobuf-enum-name-unreserved", Category.JSON, Effect.WARNS, Scope.CHANGE, look, __doc__)
