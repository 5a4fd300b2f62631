"""An enumeration that was opened or closed.

## What
Reports an enumeration that takes unknown numbers in one version and puts them aside in the other.

## Why
An open enumeration keeps a number that it does not know. A closed one drops it, and code may not expect either.

## Breaks
```protobuf writer.proto
edition = "2023";
enum State { OPEN = 0; }
```
```protobuf reader.proto
edition = "2023";
option features.enum_type = CLOSED;
enum State { OPEN = 0; }
```

## Passes
```protobuf writer.proto
edition = "2023";
enum State { OPEN = 0; }
```
```protobuf reader.proto
syntax = "proto3";
enum State { OPEN = 0; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import ForEnums, Hits


def look(pair: EnumPair) -> Hits:
    """Open on one side, closed on the other."""
    if pair.writer.closed != pair.reader.closed:
        words = {True: "closed", False: "open"}
        yield on_enum(
            pair,
            f"`{pair.writer.name}` was {words[pair.writer.closed]}, and is {words[pair.reader.closed]}",
            help="keep the syntax, or set `features.enum_type`",
        )


RULE = ForEnums("protobuf-enum-closedness-changed", Category.SEMANTIC, Effect.WARNS, Scope.CHANGE, look, __doc__)
