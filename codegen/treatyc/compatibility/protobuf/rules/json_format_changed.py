"""A message that got another way to be JSON.

## What
Reports a message whose feature `json_format` changed, as between proto2 and proto3.

## Why
With `LEGACY_BEST_EFFORT` the compiler does not prove that a message has one JSON form: keys may collide.

## Breaks
```protobuf writer.proto
syntax = "proto3";
message Order { optional string id = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional string id = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
message Order { optional string id = 1; }
```
```protobuf reader.proto
edition = "2023";
message Order { string id = 1; }
```
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FeatureSet

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import Breadth, ForMessages, Hits


def look(pair: MessagePair) -> Hits:
    """A promise of one JSON form that was given up."""
    mine, theirs = pair.writer.features.json_format, pair.reader.features.json_format
    if mine == FeatureSet.ALLOW != theirs and not pair.writer.is_entry:
        yield on_message(
            pair,
            f"`{pair.writer.name}` no longer promises one JSON form",
            help="keep the syntax, or set `features.json_format = ALLOW`",
        )


RULE = ForMessages(
    "protobuf-json-format-changed", Category.JSON, Effect.WARNS, Scope.CHANGE, look, __doc__, Breadth.FILE
)
