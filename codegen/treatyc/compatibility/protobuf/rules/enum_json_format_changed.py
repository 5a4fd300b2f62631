"""An enumeration that got another way to be JSON.

## What
Reports an enumeration whose feature `json_format` changed, as between proto2 and proto3.

## Why
With `LEGACY_BEST_EFFORT` the compiler does not prove that the names of values stay apart in JSON.

## Breaks
```protobuf writer.proto
syntax = "proto3";
enum State { OPEN = 0; }
```
```protobuf reader.proto
syntax = "proto2";
enum State { OPEN = 0; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
enum State { OPEN = 0; }
```
```protobuf reader.proto
edition = "2023";
enum State { OPEN = 0; }
```
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FeatureSet

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import Breadth, ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """A promise of one JSON form that was given up."""
    mine, theirs = pair.writer.features.json_format, pair.reader.features.json_format
    if mine == FeatureSet.ALLOW != theirs:
        yield on_enum(
            pair,
            f"`{pair.writer.name}` no longer promises one JSON form",
            help="keep the syntax, or set `features.json_format = ALLOW`",
        )


RULE = ForEnums(
    "protobuf-enum-json-format-changed", Category.JSON, Effect.WARNS, Scope.CHANGE, look, __doc__, Breadth.FILE
)
