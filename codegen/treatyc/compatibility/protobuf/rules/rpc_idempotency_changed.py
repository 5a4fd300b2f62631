"""A method that may be repeated, or no longer.

## What
Reports a method whose option `idempotency_level` changed.

## Why
Clients and proxies repeat a call, or send it as a GET, where the level allows that.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Ask {}
service Orders { rpc Find(Ask) returns (Ask) { option idempotency_level = NO_SIDE_EFFECTS; } }
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

from google.protobuf.descriptor_pb2 import MethodOptions

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_service
from treatyc.compatibility.protobuf.pairs import ServicePair
from treatyc.compatibility.protobuf.rule import CALL, ForServices, Hits


def look(pair: ServicePair) -> Hits:
    """Two levels."""
    for name, old, new, indexes in pair.methods:
        mine, theirs = old.options.idempotency_level, new.options.idempotency_level
        if mine != theirs:
            words = [MethodOptions.IdempotencyLevel.Name(level) for level in (mine, theirs)]
            yield on_service(
                pair,
                f"`{name}` was {words[0]}, and is {words[1]}",
                f"{name}.idempotency_level",
                *indexes,
                help="keep the level",
                unproven=CALL,
            )


RULE = ForServices("protobuf-rpc-idempotency-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
