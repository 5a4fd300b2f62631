"""A method that streams, or no longer.

## What
Reports a method whose request or response became a stream, or one message.

## Why
One side sends a stream where the other expects one message: the call fails, or all but one are lost.

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
service Orders { rpc Find(Ask) returns (stream Ask); }
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
    """Streaming on one side alone."""
    for name, old, new, indexes in pair.methods:
        for part, mine, theirs in (
            ("request", old.client_streaming, new.client_streaming),
            ("response", old.server_streaming, new.server_streaming),
        ):
            if mine != theirs:
                words = {True: "a stream", False: "one message"}
                yield on_service(
                    pair,
                    f"the {part} of `{name}` is {words[mine]} for the writer, and {words[theirs]} for the reader",
                    f"{name}.{part}",
                    *indexes,
                    help="add a method of its own that streams",
                    unproven=CALL,
                )


RULE = ForServices("protobuf-rpc-streaming-changed", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__)
