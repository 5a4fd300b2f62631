"""An extension that was removed.

## What
Reports an extension that no file of the package declares any more.

## Why
Code that uses it does not compile any more.

## Breaks
```protobuf writer.proto
syntax = "proto2";
package shop.v1;
message Order { extensions 100 to 199; }
extend Order { optional string note = 100; }
```
```protobuf reader.proto
syntax = "proto2";
package shop.v1;
message Order { extensions 100 to 199; }
```

## Passes
```protobuf writer.proto
syntax = "proto2";
package shop.v1;
message Order { extensions 100 to 199; }
```
```protobuf reader.proto
syntax = "proto2";
package shop.v1;
message Order { extensions 100 to 199; }
extend Order { optional string note = 100; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_gone
from treatyc.compatibility.protobuf.pairs import Gone, Kind
from treatyc.compatibility.protobuf.rule import Declared, ForGone, Hits


def look(gone: Gone[Declared]) -> Hits:
    """What no file has any more."""
    if gone.kind is Kind.EXTENSION and not gone.moved:
        yield on_gone(
            gone, f"the {gone.kind.value} `{gone.writer.name}` was removed", help="keep it, marked deprecated"
        )


RULE = ForGone("protobuf-extension-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
