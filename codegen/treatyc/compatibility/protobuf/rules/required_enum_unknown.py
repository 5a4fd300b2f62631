"""A required field whose new enumeration values readers drop.

## What
Reports a closed enumeration that lacks values of the writer, where a required field holds it.

## Why
A reader puts a value of a closed enumeration that it does not know aside. The required field is then missing, and the
reader refuses the message.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { required State state = 1; }
enum State { OPEN = 0; DONE = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { required State state = 1; }
enum State { OPEN = 0; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { required State state = 1; }
enum State { OPEN = 0; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { required State state = 1; }
enum State { OPEN = 0; DONE = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import ForEnums, Hits, Proof


def look(pair: EnumPair) -> Hits:
    """Each required field through which a value travels that the reader does not know."""
    unknown = [number for number in pair.writer.numbers if number not in pair.reader.numbers]
    if not unknown or not pair.reader.closed:
        return
    for use in pair.uses():
        if use.writer.required and use.reader.required:
            yield on_field(
                use,
                f"`{use.writer.label}` is required, and readers drop `{pair.writer.numbers[unknown[0]][0]}`",
                help="let readers know the value before the first writer sends it",
                proof=Proof(use.within, ({use.writer.number: number} for number in unknown), ()),
            )


RULE = ForEnums("protobuf-required-enum-unknown", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
