"""A method that was removed.

## What
Reports a method that the newer service does not have.

## Why
A server answers the calls of older clients with "unimplemented".

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Ask {}
service Orders { rpc Find(Ask) returns (Ask); rpc List(Ask) returns (Ask); }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Ask {}
service Orders { rpc Find(Ask) returns (Ask); }
```

## Passes
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
service Orders { rpc Find(Ask) returns (Ask); rpc List(Ask) returns (Ask); }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_service
from treatyc.compatibility.protobuf.pairs import ServicePair
from treatyc.compatibility.protobuf.rule import CALL, ForServices, Hits


def look(pair: ServicePair) -> Hits:
    """Each method that is gone."""
    kept = {method.name for method in pair.reader.proto.method}
    for index, method in enumerate(pair.writer.proto.method):
        if method.name not in kept:
            yield on_service(
                pair,
                f"the method `{method.name}` was removed",
                method.name,
                index,
                None,
                help="keep it, marked deprecated",
                unproven=CALL,
            )


RULE = ForServices("protobuf-rpc-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
