"""A file that was removed.

## What
Reports a file that the newer folder does not have.

## Why
Whatever imports the file, or the module that was generated of it, does not find it.

## Breaks
```protobuf writer/a.proto
syntax = "proto3";
package shop.v1;
message A { string id = 1; }
```
```protobuf writer/b.proto
syntax = "proto3";
package shop.v1;
message B {}
```
```protobuf reader/b.proto
syntax = "proto3";
package shop.v1;
message B {}
message A { string id = 1; }
```

## Passes
```protobuf writer/a.proto
syntax = "proto3";
package shop.v1;
message A { string id = 1; }
```
```protobuf reader/a.proto
syntax = "proto3";
package shop.v1;
message A { string id = 1; }
```
```protobuf reader/b.proto
syntax = "proto3";
package shop.v1;
message B {}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_file
from treatyc.compatibility.protobuf.pairs import FilePair
from treatyc.compatibility.protobuf.rule import ForFiles, Hits


def look(pair: FilePair) -> Hits:
    """A file of the writer's folder alone."""
    if pair.reader not in pair.both.reader:
        yield on_file(
            pair, f"the file {pair.writer} was removed", help="keep it, if only to import the new file publicly"
        )


RULE = ForFiles("protobuf-file-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
