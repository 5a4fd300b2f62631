"""A value that lost a name.

## What
Reports a number of an enumeration one of whose names the newer version does not have.

## Why
Code that names the value does not compile any more, and JSON carries the name.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_BEGUN = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
enum State { option allow_alias = true; STATE_UNSPECIFIED = 0; STATE_OPEN = 1; STATE_BEGUN = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import CODE, ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Each name that its number lost."""
    for number, names in pair.writer.numbers.items():
        others = pair.reader.numbers.get(number, ())
        for name in names:
            if others and name not in others:
                yield on_enum(
                    pair,
                    f"{number} was called `{name}`, and is called `{others[0]}`",
                    part=name,
                    writer=pair.writer.value_site(name),
                    reader=pair.reader.value_site(others[0]),
                    help="keep the name as an alias, with `allow_alias`",
                    unproven=CODE,
                )


RULE = ForEnums("protobuf-enum-value-renamed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
