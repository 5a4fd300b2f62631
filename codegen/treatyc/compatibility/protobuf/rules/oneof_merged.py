"""Fields that were independent now exclude each other.

## What
Reports a `oneof` of the reader that holds fields which a writer can send together.

## Why
A reader keeps the last member of a oneof that it meets, and drops the others.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string card = 1; string voucher = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { oneof payment { string card = 1; string voucher = 2; } }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string card = 1; string voucher = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { oneof payment { string card = 1; } string voucher = 2; }
```
"""

from __future__ import annotations

from itertools import islice

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_message
from treatyc.compatibility.protobuf.pairs import FieldPair, MessagePair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForMessages, Hit, Hits, Proof
from treatyc.compatibility.protobuf.witness import sampled


def look(pair: MessagePair) -> Hits:
    """Each oneof of the reader whose members the writer can send together."""
    members: dict[str, list[FieldPair]] = {}
    for each in pair.fields:
        if each.reader.oneof and reading(each.writer, each.reader) is not Reading.UNREAD:
            members.setdefault(each.reader.oneof, []).append(each)
    for oneof, found in members.items():
        first = found[0]
        other = next(
            (each for each in found if not first.writer.oneof or each.writer.oneof != first.writer.oneof), None
        )
        other = other if other is not first else next(iter(found[1:]), None)
        if other is not None:
            yield _hit(pair, oneof, first, other)


def _hit(pair: MessagePair, oneof: str, first: FieldPair, other: FieldPair) -> Hit:
    one, two = first.writer, other.writer
    together = (
        {**mine, **theirs} for mine in sampled(pair, one.number) for theirs in islice(sampled(pair, two.number), 3)
    )
    return on_message(
        pair,
        f"`{one.label}` and `{two.label}` can be sent together, and exclude each other in `{oneof}` of the reader",
        part=oneof,
        writer=two.site,
        reader=other.reader.site,
        help="leave them outside of the oneof, or add new members with numbers of their own",
        proof=Proof(pair, together, ((one.number, one.number), (two.number, two.number))),
    )


RULE = ForMessages("protobuf-oneof-merged", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
