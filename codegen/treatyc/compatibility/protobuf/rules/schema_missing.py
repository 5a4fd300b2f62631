"""A schema that one side does not have.

## What
Reports a message that was to be compared and that writer or reader does not declare.

## Why
Where there is no type, nothing reads the messages of it.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string id = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Purchase { string id = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string id = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string id = 1; string buyer = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.rule import ForRoots, Hit, Hits


def look(name: str) -> Hits:
    """Each name that was asked for in vain."""
    yield Hit(
        f"`{name}` is not declared on both sides",
        name,
        "",
        None,
        None,
        help="keep the declaration, or release what replaces it under a new major version",
        unproven="there is no type that could read a message of it",
    )


RULE = ForRoots("protobuf-schema-missing", Category.WIRE, Effect.UNPROVEN, Scope.EDGE, look, __doc__)
