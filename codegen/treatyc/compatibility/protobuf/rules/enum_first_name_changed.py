"""A number of an enumeration that is called otherwise in JSON.

## What
Remarks a number that has the same names in another order.

## Why
JSON writers use the first name of a number.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { option allow_alias = true; ZERO = 0; OPEN = 1; BEGUN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { option allow_alias = true; ZERO = 0; BEGUN = 1; OPEN = 1; }
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
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Each number whose first name is another of its names."""
    for number, names in pair.writer.numbers.items():
        others = pair.reader.numbers.get(number, ())
        if others and names[0] != others[0] and names[0] in others:
            yield on_enum(
                pair,
                f"{number} is written as `{others[0]}` in JSON, and was written as `{names[0]}`",
                part=names[0],
                writer=pair.writer.value_site(names[0]),
                reader=pair.reader.value_site(others[0]),
                help="keep the first name first",
            )


RULE = ForEnums("protobuf-enum-first-name-changed", Category.JSON, Effect.NOTES, Scope.CHANGE, look, __doc__)
