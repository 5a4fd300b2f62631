"""A field that got another name.

## What
Reports a field number whose name changed.

## Why
Code that names the field does not compile any more. If the new name has a new meaning, the number was used again.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string customer = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string customer = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two names of one number."""
    if pair.writer.name != pair.reader.name:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is now called `{pair.reader.label}`",
            help="keep the name; if it means something else, reserve the number and take a new one",
            unproven=CODE,
        )


RULE = ForFields("protobuf-field-renamed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
