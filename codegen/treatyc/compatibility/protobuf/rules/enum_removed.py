"""An enumeration that was removed.

## What
Reports an enumeration that no file of the package declares any more.

## Why
Code that uses it does not compile any more.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_OPEN = 0; }
enum Old { OLD_NO = 0; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_OPEN = 0; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_OPEN = 0; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_OPEN = 0; }
enum New { NEW_NO = 0; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_gone
from treatyc.compatibility.protobuf.pairs import Gone, Kind
from treatyc.compatibility.protobuf.rule import Declared, ForGone, Hits


def look(gone: Gone[Declared]) -> Hits:
    """What no file has any more."""
    if gone.kind is Kind.ENUM and not gone.moved:
        yield on_gone(
            gone, f"the {gone.kind.value} `{gone.writer.name}` was removed", help="keep it, marked deprecated"
        )


RULE = ForGone("protobuf-enum-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
