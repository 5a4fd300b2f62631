"""A list of entries that is read as a map.

## What
Reports a repeated message that a reader takes for the entries of a map.

## Why
A map keeps one value for each key. Of entries that share a key, the reader keeps the last.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { repeated Label labels = 1; message Label { string key = 1; string value = 2; } }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, string> labels = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, string> labels = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { repeated Label labels = 1; message Label { string key = 1; string value = 2; } }
```
"""

from __future__ import annotations

from collections.abc import Iterable

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Form, Hits, Proof
from treatyc.compatibility.protobuf.shape import Cardinality
from treatyc.compatibility.protobuf.witness import sampled


def look(pair: FieldPair) -> Hits:
    """Repeated messages for the writer, a map for the reader."""
    cardinalities = pair.writer.cardinality, pair.reader.cardinality
    structure = reading(pair.writer, pair.reader) is Reading.STRUCTURE
    if structure and cardinalities == (Cardinality.REPEATED, Cardinality.MAP):
        number = pair.writer.number
        lists = (each[number] for each in sampled(pair.within, number))
        twice: Iterable[dict[int, object]] = ({number: [*each, *each]} for each in lists if isinstance(each, list))
        yield on_field(
            pair,
            f"entries of `{pair.writer.label}` that share a key become one",
            help="let it be a repeated message on both sides, or add a map with a number of its own",
            proof=Proof(pair.within, twice, ((number, number),), Form.MEANING),
        )


RULE = ForFields("protobuf-map-keys-collapse", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
