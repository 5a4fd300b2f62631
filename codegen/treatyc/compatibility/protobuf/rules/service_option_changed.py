"""A service or a method with other options.

## What
Remarks a service, or a method of one, whose options changed, custom ones included.

## Why
An option may mean something to a plugin or a program that reads it.

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
service Orders { option deprecated = true; rpc Find(Ask) returns (Ask); }
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
from treatyc.compatibility.protobuf.options import chosen
from treatyc.compatibility.protobuf.pairs import ServicePair
from treatyc.compatibility.protobuf.rule import ForServices, Hits


def look(pair: ServicePair) -> Hits:
    """Options that no other rule speaks of."""
    if chosen(pair.writer.proto.options) != chosen(pair.reader.proto.options):
        yield on_service(pair, f"`{pair.writer.name}` has other options", "", None, None)
    for name, old, new, indexes in pair.methods:
        if chosen(old.options) != chosen(new.options):
            yield on_service(pair, f"`{name}` has other options", name, *indexes)


RULE = ForServices("protobuf-service-option-changed", Category.SEMANTIC, Effect.NOTES, Scope.CHANGE, look, __doc__)
