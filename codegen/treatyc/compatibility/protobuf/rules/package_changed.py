"""A file that changed its package.

## What
Reports a file whose package has another name.

## Why
Messages are read as before. Their full names are others: generated code, `Any`, the paths of remote calls and the names
of subjects carry those.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string id = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package store.v1;
message Order { string id = 1; }
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
message Order { string id = 1; string note = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_file
from treatyc.compatibility.protobuf.pairs import FilePair
from treatyc.compatibility.protobuf.rule import ForFiles, Hits
from treatyc.load.protobuf import source as at


def look(pair: FilePair) -> Hits:
    """Two packages."""
    if pair.reader not in pair.both.reader:
        return
    old, new = (file.package for file in pair.files)
    if old != new:
        yield on_file(
            pair,
            f"the package was {f'`{old}`' if old else 'not named'}, and is {f'`{new}`' if new else 'not named'}",
            part="package",
            steps=(at.PACKAGE,),
            help="keep the package; release what is not compatible under a new one beside it",
        )


RULE = ForFiles("protobuf-package-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
