"""A value whose name the reader of JSON does not know.

## What
Reports values of an enumeration that the writer sends by a name which the reader does not have.

## Why
JSON carries the name of a value. A reader refuses a name that it does not know.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { State state = 1; }
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { State state = 1; }
enum State { STATE_UNSPECIFIED = 0; STATE_BEGUN = 1; }
```

## Passes
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { State state = 1; }
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { State state = 1; }
enum State { option allow_alias = true; STATE_UNSPECIFIED = 0; STATE_BEGUN = 1; STATE_OPEN = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair
from treatyc.compatibility.protobuf.rule import ForEnums, Form, Hits, Proof, Unshown


def look(pair: EnumPair) -> Hits:
    """Each name that is written and not read, through the first field that holds the enumeration."""
    use = next(pair.uses(), None)
    for number, names in pair.writer.numbers.items():
        if names[0] in pair.reader.names or use is None or use.within.holder is not None:
            continue
        field = use.writer.number
        value: object = [number] if use.writer.repeated else number
        yield on_enum(
            pair,
            f"a reader of JSON refuses the name `{names[0]}`, which it does not know",
            part=names[0],
            writer=pair.writer.value_site(names[0]),
            help="keep the name as an alias, or let readers know it first",
            proof=Proof(use.within, iter(({field: value},)), ((field, field),), Form.JSON),
            unshown=Unshown.NOTED,
        )


RULE = ForEnums("protobuf-json-enum-name-unknown", Category.JSON, Effect.BREAKS, Scope.EDGE, look, __doc__)
