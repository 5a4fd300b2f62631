"""An extension that moved to another file.

## What
Reports an extension that another file of the package declares now.

## Why
Messages are not concerned. Code that imports the generated module of the old file does not find it there.

## Breaks
```protobuf writer/a.proto
syntax = "proto2";
package shop.v1;
message Order { extensions 100 to 199; }
extend Order { optional string note = 100; }
```
```protobuf reader/a.proto
syntax = "proto2";
package shop.v1;
message Order { extensions 100 to 199; }
```
```protobuf reader/b.proto
syntax = "proto2";
package shop.v1;
import "a.proto";
extend Order { optional string note = 100; }
```

## Passes
```protobuf writer/a.proto
syntax = "proto2";
package shop.v1;
message Order { extensions 100 to 199; }
extend Order { optional string note = 100; }
```
```protobuf reader/a.proto
syntax = "proto2";
package shop.v1;
message Order { extensions 100 to 199; }
extend Order { optional string note = 100; }
```
```protobuf reader/b.proto
syntax = "proto3";
package shop.v1;
message A { string id = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_gone
from treatyc.compatibility.protobuf.pairs import Gone, Kind
from treatyc.compatibility.protobuf.rule import Declared, ForGone, Hits


def look(gone: Gone[Declared]) -> Hits:
    """What another file has now."""
    if gone.kind is Kind.EXTENSION and gone.moved:
        yield on_gone(
            gone,
            f"the {gone.kind.value} `{gone.writer.name}` moved to {gone.moved}",
            help="leave it in its file, or import the new file publicly from the old one",
        )


RULE = ForGone("protobuf-extension-moved", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
