"""A map whose JSON keys or values its reader refuses.

## What
Reports a map whose key or value type changed, where the JSON form of the two differs.

## Why
In JSON a map is an object: its keys are text, and its values have the form of their type.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, int32> parts = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, bool> parts = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, int32> parts = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, int64> parts = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent, told
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import ForFields, Form, Hits, Unshown
from treatyc.compatibility.protobuf.shape import Cardinality
from treatyc.compatibility.protobuf.wrappers import unwrapped


def look(pair: FieldPair) -> Hits:
    """The key or the value of a map's entries."""
    holder = pair.within.holder
    if holder is None or {holder.writer.cardinality, holder.reader.cardinality} != {Cardinality.MAP}:
        return
    writer, reader = unwrapped(pair.writer), unwrapped(pair.reader)
    if (writer.type, writer.named) != (reader.type, reader.named):
        written, read = told(pair.writer), told(pair.reader)
        yield on_field(
            pair,
            f"`{holder.writer.label}` has {written} in the writer's JSON, and {read} in the reader's",
            help="add a new map with a name and a number of its own",
            proof=sent(holder, Form.JSON),
            unshown=Unshown.SILENT,
        )


RULE = ForFields("protobuf-json-map-changed", Category.JSON, Effect.BREAKS, Scope.EDGE, look, __doc__)
