"""A list that is read as one value.

## What
Reports a field that repeats for the writer and not for the reader, where the reader takes the values one by one.

## Why
A reader of one value keeps the last that it meets; of messages it makes one out of all. The others are lost.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { repeated string notes = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string notes = 1; }
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
message Order { repeated string note = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits, Proof
from treatyc.compatibility.protobuf.witness import sampled


def look(pair: FieldPair) -> Hits:
    """A list whose elements the reader takes for one value; other kinds of content are other rules'."""
    lost = {Reading.UNREAD, Reading.CONTENT, Reading.ENCODING}
    if not pair.writer.repeated or pair.reader.repeated or reading(pair.writer, pair.reader) in lost:
        return
    number = pair.writer.number
    samples = ((each, each[number]) for each in sampled(pair.within, number))
    several = (each for each, value in samples if isinstance(value, list | dict) and len(value) > 1)
    yield on_field(
        pair,
        f"`{pair.writer.label}` holds several values, of which the reader keeps one",
        help="let it be repeated on both sides, or add a field for one value with a number of its own",
        proof=Proof(pair.within, several, ((number, number),)),
    )


RULE = ForFields("protobuf-list-cut", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
