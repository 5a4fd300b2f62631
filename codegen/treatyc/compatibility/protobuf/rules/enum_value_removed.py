"""A value that was removed.

## What
Reports a number of an enumeration that the newer version does not have.

## Why
Code that names the value does not compile any more.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
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
enum State { STATE_UNSPECIFIED = 0; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import CODE, ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Each removed number."""
    for number, names in pair.writer.numbers.items():
        if number not in pair.reader.numbers:
            yield on_enum(
                pair,
                f"`{names[0]}` was removed",
                part=names[0],
                writer=pair.writer.value_site(names[0]),
                help="keep the value, marked deprecated",
                unproven=CODE,
            )


RULE = ForEnums("protobuf-enum-value-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
