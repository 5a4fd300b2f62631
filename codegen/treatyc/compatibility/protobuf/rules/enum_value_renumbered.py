"""A value that kept its name and got another number.

## What
Reports a name of an enumeration that stands for different numbers.

## Why
On the wire a value is its number: the reader takes it for another value, or for none that it knows.

## Breaks
```protobuf writer.proto
syntax = "proto3";
package shop.v1;
message Order { State state = 1; }
enum State { STATE_UNSPECIFIED = 0; STATE_OPEN = 1; STATE_DONE = 2; }
```
```protobuf reader.proto
syntax = "proto3";
package shop.v1;
message Order { State state = 1; }
enum State { STATE_UNSPECIFIED = 0; STATE_DONE = 1; STATE_OPEN = 2; }
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
enum State { STATE_UNSPECIFIED = 0; STATE_DONE = 2; STATE_OPEN = 1; }
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair, FieldPair
from treatyc.compatibility.protobuf.rule import ForEnums, Form, Hits, Proof


def look(pair: EnumPair) -> Hits:
    """Each name whose numbers differ; the first that a message shows is proven through a field."""
    use = next(pair.uses(), None)
    for name, number in pair.writer.names.items():
        other = pair.reader.names.get(name)
        if other is None or other == number or name in pair.reader.numbers.get(number, ()):
            continue
        yield on_enum(
            pair,
            f"`{name}` is {number} for the writer, and {other} for the reader",
            part=name,
            writer=pair.writer.value_site(name),
            reader=pair.reader.value_site(name),
            help=f"give it one number on both sides; readers of stored messages need {number}",
            proof=_through(use, number) if use is not None else None,
            unproven="no message holds this enumeration",
            effect=None if use is not None else Effect.WARNS,
        )


def _through(use: FieldPair, number: int) -> Proof:
    """The field with this value in it, in whatever way the field holds values."""
    field = use.writer.number
    value: object = [number] if use.writer.repeated else number
    return Proof(use.within, iter(({field: value},)), ((field, field),), Form.MEANING)


RULE = ForEnums("protobuf-enum-value-renumbered", Category.SEMANTIC, Effect.BREAKS, Scope.EDGE, look, __doc__)
