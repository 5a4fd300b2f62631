"""A field that Java checks to be UTF-8, or no longer.

## What
Reports a `string` whose validation in Java changed, by option or feature.

## Why
Java refuses text that it checks and that is no UTF-8.

## Breaks
```protobuf writer.proto
syntax = "proto2";
message Order { optional string note = 1; }
```
```protobuf reader.proto
syntax = "proto2";
option java_string_check_utf8 = true;
message Order { optional string note = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; string remark = 2; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import Breadth, ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two strings of which Java checks one."""
    if pair.writer.java_checked != pair.reader.java_checked and pair.writer.type == pair.reader.type:
        yield on_field(
            pair,
            f"Java {'now' if pair.reader.java_checked else 'no longer'} checks `{pair.writer.label}` to be UTF-8",
            help="keep `java_string_check_utf8`",
        )


RULE = ForFields("protobuf-java-utf8-changed", Category.SOURCE, Effect.WARNS, Scope.CHANGE, look, __doc__, Breadth.FILE)
