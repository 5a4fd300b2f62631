"""A package of which nothing is left.

## What
Reports a package that no file of the newer folder has.

## Why
Everything that was in it is gone under its name.

## Breaks
```protobuf writer/a.proto
syntax = "proto3";
package shop.v1;
message A {}
```
```protobuf reader/a.proto
syntax = "proto3";
package shop.v2;
message A {}
```

## Passes
```protobuf writer/a.proto
syntax = "proto3";
package shop.v1;
message A { string id = 1; }
```
```protobuf reader/b.proto
syntax = "proto3";
package shop.v1;
message A { string id = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.pairs import FolderPair
from treatyc.compatibility.protobuf.rule import CODE, ForFolders, Hit, Hits
from treatyc.compatibility.protobuf.shape import Site
from treatyc.load.protobuf import source as at


def look(pair: FolderPair) -> Hits:
    """Each package of the writer's folder alone."""
    for package in sorted(pair.both.writer.packages - pair.both.reader.packages):
        path = next(path for path in pair.both.writer.own if pair.both.writer.file(path).package == package)
        yield Hit(
            f"nothing is left of the package `{package}`",
            package or path,
            "",
            Site(path, (at.PACKAGE,)),
            None,
            help="keep the package as long as anything uses it",
            unproven=CODE,
        )


RULE = ForFolders("protobuf-package-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
