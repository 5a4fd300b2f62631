"""An enumeration with other options.

## What
Remarks an enumeration, or a value of one, whose options changed, custom ones included.

## Why
An option may mean something to a plugin or a program that reads it.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1 [deprecated = true]; }
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
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; STATE_DONE = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.options import chosen
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Options of an enumeration, then of the values of one name and number."""
    if chosen(pair.writer.proto.options) != chosen(pair.reader.proto.options):
        yield on_enum(pair, f"`{pair.writer.name}` has other options")
    others = {(value.name, value.number): chosen(value.options) for value in pair.reader.proto.value}
    for value in pair.writer.proto.value:
        if others.get((value.name, value.number), chosen(value.options)) != chosen(value.options):
            yield on_enum(
                pair, f"`{value.name}` has other options", part=value.name, writer=pair.writer.value_site(value.name)
            )


RULE = ForEnums("protobuf-enum-option-changed", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__)
