"""A service that was removed.

## What
Reports a service that no file of the package declares any more.

## Why
Code that uses it does not compile any more.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Ask {}
service Orders { rpc Find(Ask) returns (Ask); }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Ask {}
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Ask {}
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Ask {}
service Orders { rpc Find(Ask) returns (Ask); }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_gone
from treatyc.compatibility.protobuf.pairs import Gone, Kind
from treatyc.compatibility.protobuf.rule import Declared, ForGone, Hits


def look(gone: Gone[Declared]) -> Hits:
    """What no file has any more."""
    if gone.kind is Kind.SERVICE and not gone.moved:
        yield on_gone(
            gone, f"the {gone.kind.value} `{gone.writer.name}` was removed", help="keep it, marked deprecated"
        )


RULE = ForGone("protobuf-service-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
