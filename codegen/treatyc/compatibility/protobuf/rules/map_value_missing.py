"""A list of entries whose missing values a map cannot stand.

## What
Reports a repeated message that a reader takes for the entries of a map, where the value of the map has required fields.

## Why
An entry without a value gets an empty one in a map. A reader refuses an empty message whose fields are required.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { repeated Part parts = 1; message Part { optional string key = 1; optional Item value = 2; } }
message Item { required string sku = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { map<string, Item> parts = 1; }
message Item { required string sku = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
message Order { repeated Part parts = 1; message Part { optional string key = 1; optional Item value = 2; } }
message Item { optional string sku = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { map<string, Item> parts = 1; }
message Item { optional string sku = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import ForFields, Hits, Proof, Unshown
from treatyc.compatibility.protobuf.shape import Cardinality
from treatyc.compatibility.protobuf.witness import sampled


def look(pair: FieldPair) -> Hits:
    """Repeated messages for the writer, a map for the reader, where an entry that can be sent is refused."""
    cardinalities = pair.writer.cardinality, pair.reader.cardinality
    structure = reading(pair.writer, pair.reader) is Reading.STRUCTURE
    if structure and cardinalities == (Cardinality.REPEATED, Cardinality.MAP):
        yield on_field(
            pair,
            f"an entry of `{pair.writer.label}` need not have a value, and the values of the map have required fields",
            help="let it be a repeated message on both sides, or add a map with a number of its own",
            proof=Proof(pair.within, sampled(pair.within, pair.writer.number), ()),
            unshown=Unshown.SILENT,
        )


RULE = ForFields("protobuf-map-value-missing", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
