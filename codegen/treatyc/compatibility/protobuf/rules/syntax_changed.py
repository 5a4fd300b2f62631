"""A file that is written in another language of Protobuf.

## What
Reports a file whose `syntax` or `edition` changed.

## Why
What is not written follows from the syntax: presence, closed enumerations, packing and the checking of text.

## Breaks
```protobuf writer.proto
syntax = "proto3";
message Order { optional string id = 1; }
```
```protobuf reader.proto
syntax = "proto2";
message Order { optional string id = 1; }
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
from treatyc.compatibility.protobuf.features import syntax_of
from treatyc.compatibility.protobuf.hits import on_file
from treatyc.compatibility.protobuf.pairs import FilePair
from treatyc.compatibility.protobuf.rule import ForFiles, Hits

_SYNTAX = 12


def look(pair: FilePair) -> Hits:
    """Two languages."""
    if pair.reader not in pair.both.reader:
        return
    old, new = (syntax_of(file) for file in pair.files)
    if old != new:
        yield on_file(
            pair,
            f"the file was {old}, and is {new}",
            part="syntax",
            steps=(_SYNTAX,),
            help="keep the syntax, or say what it implied where it matters",
        )


RULE = ForFiles("protobuf-syntax-changed", Category.SOURCE, Effect.WARNS, Scope.CHANGE, look, __doc__)
