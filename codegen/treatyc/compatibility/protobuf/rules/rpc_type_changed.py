"""A method with other messages.

## What
Reports a method whose request or response has a type of another name.

## Why
Generated code has other types. Whether the messages of the two types read each other is looked at field by field.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Ask {}
message Query {}
service Orders { rpc Find(Ask) returns (Ask); }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Ask {}
message Query {}
service Orders { rpc Find(Query) returns (Ask); }
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
from treatyc.compatibility.protobuf.rule import CODE, ForServices, Hits


def look(pair: ServicePair) -> Hits:
    """Two types of a request, or of a response."""
    for name, old, new, indexes in pair.methods:
        for part, mine, theirs in (
            ("request", old.input_type, new.input_type),
            ("response", old.output_type, new.output_type),
        ):
            if mine != theirs:
                yield on_service(
                    pair,
                    f"the {part} of `{name}` was `{mine[1:]}`, and is `{theirs[1:]}`",
                    f"{name}.{part}",
                    *indexes,
                    help="add a method of its own for the new messages",
                    unproven=CODE,
                )


RULE = ForServices("protobuf-rpc-type-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
