"""A field that kept its name and got another number.

## What
Reports a name that stands at different numbers in writer and reader.

## Why
On the wire a field is its number. The reader looks for the value where the writer did not put it.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string buyer = 2; }
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
message Order { string buyer = 1; string seller = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import ForMessages, Hits, Proof
from treatyc.compatibility.protobuf.witness import sampled


def look(pair: MessagePair) -> Hits:
    """Each name whose numbers differ."""
    for name, field in pair.writer.by_name.items():
        reader = pair.reader.by_name.get(name)
        if reader is None or reader.number == field.number:
            continue
        yield on_message(
            pair,
            f"`{name}` is written as number {field.number} and looked for at number {reader.number}",
            part=name,
            writer=field.site,
            reader=reader.site,
            help="give it one number on both sides",
            proof=Proof(pair, sampled(pair, field.number), ((field.number, reader.number),)),
        )


RULE = ForMessages("protobuf-field-renumbered", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
