"""A zero that is read as a default.

## What
Reports a field whose writer does not send zero, and whose reader takes an absent field for another value.

## Why
A field without presence is left out when it is zero. The reader then uses its own default, and zero arrives as that.

## Breaks
```protobuf writer.proto
syntax = "proto3";
message Order { int32 priority = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional int32 priority = 1 [default = 5]; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
message Order { int32 priority = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional int32 priority = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.defaults import default_of, is_zero
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Form, Hits, Proof


def look(pair: FieldPair) -> Hits:
    """No presence for the writer, and a default that is not zero for the reader."""
    if pair.writer.presence or pair.writer.repeated or pair.reader.repeated:
        return
    if reading(pair.writer, pair.reader) is Reading.UNREAD:
        return
    default = default_of(pair.reader, pair.within.both.reader)
    if not is_zero(default):
        number = pair.writer.number
        yield on_field(
            pair,
            f"the zero of `{pair.writer.label}` is not sent, and its reader takes it for {default}",
            help="drop the default, or make the writer's field optional",
            proof=Proof(pair.within, iter(({},)), ((number, number),), Form.DEFAULT),
        )


RULE = ForFields("protobuf-zero-as-default", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
