"""A field whose default is another one.

## What
Reports a field that, when it is absent, reads as another value than the writer meant.

## Why
A default does not travel. A writer that leaves a field out means its own default, and its reader uses another.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { optional int32 priority = 1 [default = 5]; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional int32 priority = 1 [default = 9]; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { optional int32 priority = 1 [default = 5]; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional int32 priority = 1 [default = 5]; optional string note = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.defaults import default_of, is_zero
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two defaults of fields with presence."""
    if pair.writer.repeated or pair.reader.repeated or not pair.writer.presence:
        return
    mine, theirs = default_of(pair.writer, pair.within.both.writer), default_of(pair.reader, pair.within.both.reader)
    if mine is None or theirs is None:
        return
    if mine != theirs and not (is_zero(mine) and is_zero(theirs)):
        yield on_field(
            pair,
            f"`{pair.writer.label}` is {mine} for the writer when it is absent, and {theirs} for the reader",
            help="use one default on both sides, and send the value where another one is meant",
        )
    elif (pair.writer.default is None) != (pair.reader.default is None):
        yield on_field(pair, f"`{pair.writer.label}` writes its default down on one side alone", effect=Effect.NOTES)


RULE = ForFields("protobuf-default-changed", Category.SEMANTIC, Effect.WARNS, Scope.EDGE, look, __doc__)
