"""A list that became a map, or a map that became a list.

## What
Reports a field that is a map in one version and a list of messages in the other.

## Why
The bytes are alike. Generated code is not, and neither is JSON.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, string> labels = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { repeated Label labels = 1; message Label { string key = 1; string value = 2; } }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, string> labels = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, string> labels = 1; string note = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """A map on one side and a list on the other."""
    if pair.writer.cardinality is not pair.reader.cardinality and pair.writer.repeated and pair.reader.repeated:
        yield on_field(
            pair,
            f"`{pair.writer.label}` was {pair.writer.cardinality.value}, and is {pair.reader.cardinality.value}",
            help="add a new field with a number of its own",
            unproven=CODE,
        )


RULE = ForFields("protobuf-field-map-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
