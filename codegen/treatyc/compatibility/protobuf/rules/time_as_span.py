"""A point in time that is read as a span of time, or the reverse.

## What
Reports a field that is a `google.protobuf.Timestamp` on one side and a `google.protobuf.Duration` on the other.

## Why
Both hold seconds and nanoseconds under the same numbers. No reader refuses the other one: a second becomes the first
one of 1970.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
import "google/protobuf/duration.proto";
message Order { google.protobuf.Duration due = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
message Order { google.protobuf.Timestamp due = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
import "google/protobuf/duration.proto";
message Order { google.protobuf.Duration due = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
message Order { google.protobuf.Duration due = 1; google.protobuf.Timestamp due_at = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field, sent
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Form, Hits

_WORDS = {"google.protobuf.Timestamp": "a point in time", "google.protobuf.Duration": "a span of time"}


def look(pair: FieldPair) -> Hits:
    """Two types of equal structure, of which one is when and the other is how long."""
    written, read = _WORDS.get(pair.writer.named), _WORDS.get(pair.reader.named)
    if written and read and written != read and reading(pair.writer, pair.reader) is Reading.STRUCTURE:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is written as {written} and read as {read}",
            help="add a new field with a number of its own, and reserve this one",
            proof=sent(pair, Form.MEANING),
        )


RULE = ForFields("protobuf-time-as-span", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
