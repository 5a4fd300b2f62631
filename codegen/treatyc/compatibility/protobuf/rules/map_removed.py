"""A map that was removed, or is one no longer.

## What
Remarks a map whose entries have no type any more, since the field is gone or is no map.

## Why
The entries of a map are messages, and some tools count them as such.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { map<string, string> labels = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { reserved 1; }
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
message Order { map<string, int32> labels = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_gone
from treatyc.compatibility.protobuf.pairs import Gone, Kind
from treatyc.compatibility.protobuf.rule import Declared, ForGone, Hits


def look(gone: Gone[Declared]) -> Hits:
    """A map's entry type that is gone; what became of the field is another rule's."""
    if gone.kind is Kind.MAP and not gone.moved:
        yield on_gone(gone, f"the entries of a map, `{gone.writer.name}`, have no type any more", help="keep the map")


RULE = ForGone("protobuf-map-removed", Category.SOURCE, Effect.NOTES, Scope.CHANGE, look, __doc__)
