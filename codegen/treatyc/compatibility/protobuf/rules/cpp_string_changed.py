"""A field that C++ keeps in another type of string.

## What
Reports a `string` or `bytes` field whose option `ctype`, or feature `string_type`, changed.

## Why
Generated C++ has another type for the field.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { string note = 1 [ctype = CORD]; }
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
message Order { string note = 1 [ctype = STRING]; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_field
from treatyc.compatibility.protobuf.pairs import FieldPair
from treatyc.compatibility.protobuf.rule import CODE, Breadth, ForFields, Hits


def look(pair: FieldPair) -> Hits:
    """Two types of strings."""
    if pair.writer.cpp_string != pair.reader.cpp_string and pair.writer.cpp_string and pair.reader.cpp_string:
        yield on_field(
            pair,
            f"`{pair.writer.label}` is another type of string in C++",
            help="keep `ctype`",
            unproven=CODE,
        )


RULE = ForFields(
    "protobuf-cpp-string-changed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__, Breadth.FILE
)
