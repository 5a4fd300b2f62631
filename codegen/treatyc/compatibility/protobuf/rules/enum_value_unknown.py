"""A value that a closed enumeration of the reader drops.

## What
Reports values that a writer can send and that a closed enumeration of the reader does not have.

## Why
A reader puts such a value aside: the field reads as if it had never been set, and a list is shorter than it was.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { optional State state = 1; }
enum State { OPEN = 0; DONE = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional State state = 1; }
enum State { OPEN = 0; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { optional State state = 1; }
enum State { OPEN = 0; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional State state = 1; }
enum State { OPEN = 0; DONE = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum, sent
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """The first value that is dropped, through the first field that holds it."""
    unknown = [names[0] for number, names in pair.writer.numbers.items() if number not in pair.reader.numbers]
    use = next(pair.uses(), None)
    if unknown and pair.reader.closed and use is not None:
        yield on_enum(
            pair,
            f"readers drop `{unknown[0]}`, which their enumeration does not have",
            part=unknown[0],
            writer=pair.writer.value_site(unknown[0]),
            help="let readers know the value before the first writer sends it",
            proof=sent(use),
        )


RULE = ForEnums("protobuf-enum-value-unknown", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
