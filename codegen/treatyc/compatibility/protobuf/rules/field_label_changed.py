"""A field that became optional or required, or is so no longer.

## What
Reports a field whose presence changed: implicit, `optional` or `required`.

## Why
Generated code asks for the field in another way: a method that tells whether it is set comes or goes.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { optional string note = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; optional string remark = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, ForFields, Hits
from treatyc.compatibility.protobuf.shape import Field


def look(pair: FieldPair) -> Hits:
    """Presence or requirement on one side alone, of fields that do not repeat."""
    if pair.writer.repeated or pair.reader.repeated:
        return
    if (pair.writer.presence, pair.writer.required) != (pair.reader.presence, pair.reader.required):
        yield on_field(
            pair,
            f"`{pair.writer.label}` was {_label(pair.writer)}, and is {_label(pair.reader)}",
            help="keep the label",
            unproven=CODE,
        )


def _label(field: Field) -> str:
    return "required" if field.required else "optional" if field.presence else "without presence"


RULE = ForFields("protobuf-field-label-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
