"""A number that now belongs to another field.

## What
Reports a number whose field got the name of another one, or whose old name lives on at another number.

## Why
The reader takes the value of one field for the value of the other, and nothing tells it so.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; string seller = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string seller = 1; string buyer = 2; }
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
message Order { string customer = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import ForFields, Form, Hits


def look(pair: FieldPair) -> Hits:
    """Two names at one number, of which one is also the name of another field; a plain rename is another rule's."""
    written, read = pair.writer.name, pair.reader.name
    elsewhere = written in pair.within.reader.by_name or read in pair.within.writer.by_name
    if written != read and elsewhere and not pair.writer.extendee and pair.within.holder is None:
        yield on_field(
            pair,
            f"number {pair.writer.number} is written as `{written}` and read as `{read}`",
            help=f"keep {pair.writer.number} for one of the two; give the other a number that nothing ever had",
            proof=sent(pair, Form.MEANING),
        )


RULE = ForFields("protobuf-number-reused", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
