"""A field that was required and no longer is.

## What
Reports a field that older readers require and that new writers need not send.

## Why
Readers of the older version refuse a message without it: all of them must be gone before the first writer leaves it
out.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { required string id = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional string id = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { required string id = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { required string id = 1; optional string buyer = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """Each field that only the writer, the older, requires."""
    for field in pair.writer.fields.values():
        reader = pair.reader.fields.get(field.number)
        if field.required and (reader is None or not reader.required):
            yield on_message(
                pair,
                f"`{field.label}` is no longer required, and readers of the older version refuse messages without it",
                part=field.label,
                writer=field.site,
                reader=reader.site if reader else None,
                help="go on sending it until every reader has the new version",
            )


RULE = ForMessages("protobuf-required-removed", Category.WIRE, Effect.WARNS, Scope.CHANGE, look, __doc__)
