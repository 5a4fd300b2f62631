"""A field whose JSON key changed.

## What
Reports a field number whose JSON name differs; it breaks where the reader does not take the old key.

## Why
In JSON a field is its key, which follows from its name unless `json_name` gives another.

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
message Order { string customer = 1 [json_name = "buyer"]; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, ForFields, Form, Hits


def look(pair: FieldPair) -> Hits:
    """Two keys of one number; a reader takes a field's own name as well."""
    if pair.writer.json_name == pair.reader.json_name or pair.within.holder is not None or pair.within.writer.is_entry:
        return
    known = pair.writer.json_name in pair.within.reader.by_json and not pair.writer.extendee
    proof = sent(pair, Form.JSON)
    yield on_field(
        pair,
        f"`{pair.writer.json_name}` is the writer's key in JSON, and `{pair.reader.json_name}` the reader's",
        help=f'set `json_name = "{pair.writer.json_name}"` on the reader\'s side, or one name on both',
        proof=None if known or pair.writer.extendee else proof,
        unproven=CODE if pair.writer.extendee else "",
        effect=Effect.NOTES if known or pair.writer.extendee else None,
    )


RULE = ForFields("protobuf-json-name-changed", Category.JSON, Effect.BREAKS, Scope.EDGE, look, __doc__)
