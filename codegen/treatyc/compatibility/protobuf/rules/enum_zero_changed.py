"""An enumeration whose first value is another one.

## What
Reports an enumeration whose first value has another number.

## Why
A field that is absent reads as the first value of its enumeration.

## Breaks
```protobuf writer.proto
syntax = "proto2";
enum State { OPEN = 1; DONE = 2; }
```
```protobuf reader.proto
syntax = "proto2";
enum State { DONE = 2; OPEN = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
enum State { OPEN = 1; DONE = 2; }
```
```protobuf reader.proto
syntax = "proto2";
enum State { OPEN = 1; DONE = 2; LATE = 3; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Two first values; a name beside another at the same number is the same value."""
    mine, theirs = pair.writer.proto.value[0], pair.reader.proto.value[0]
    if mine.number != theirs.number:
        yield on_enum(
            pair,
            f"an absent `{pair.writer.name}` is `{mine.name}` for the writer, and `{theirs.name}` for the reader",
            part=mine.name,
            writer=pair.writer.value_site(mine.name),
            reader=pair.reader.value_site(theirs.name),
            help="let the same value be the first on both sides",
        )


RULE = ForEnums("protobuf-enum-zero-changed", Category.SEMANTIC, Effect.WARNS, Scope.EDGE, look, __doc__)
