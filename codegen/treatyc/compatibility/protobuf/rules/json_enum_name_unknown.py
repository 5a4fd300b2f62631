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

from collections.abc import Iterator

from treatyc.compatibility.finding import Category, Effect, Scope
from treatyc.compatibility.protobuf.hits import on_enum
from treatyc.compatibility.protobuf.pairs import EnumPair, FieldPair
from treatyc.compatibility.protobuf.rule import ForEnums, Form, Hits, Proof, Unshown
from treatyc.compatibility.protobuf.shape import Cardinality
from treatyc.compatibility.protobuf.witness import sampled


def look(pair: EnumPair) -> Hits:
    """Each name that is written and not read, through a field that sends it."""
    for number, names in pair.writer.numbers.items():
        use = _use(pair, number) if names[0] not in pair.reader.names else None
        if use is None:
            continue
        holder = use.within.holder or use
        field = holder.writer.number
        yield on_enum(
            pair,
            f"a reader of JSON refuses the name `{names[0]}`, which it does not know",
            part=names[0],
            writer=pair.writer.value_site(names[0]),
            help="keep the name as an alias, or let readers know it first",
            proof=Proof(holder.within, _holding(use, number), ((field, field),), Form.JSON),
            unshown=Unshown.NOTED,
        )


def _use(pair: EnumPair, number: int) -> FieldPair | None:
    """The first field that holds the enumeration; for zero, the first that sends it where there is one."""
    uses = list(filter(_is_named, pair.uses()))
    sending = (use for use in uses if number or use.writer.presence or use.writer.repeated or use.within.holder)
    return next(sending, next(iter(uses), None))


def _is_named(use: FieldPair) -> bool:
    """Whether the value travels by its name; a map's entry, only where both sides have a map."""
    holder = use.within.holder
    return holder is None or Cardinality.MAP is holder.writer.cardinality is holder.reader.cardinality


def _holding(use: FieldPair, number: int) -> Iterator[dict[int, object]]:
    """The smallest message that holds the value: by itself, in a list, or in a map."""
    holder = use.within.holder
    if holder is None:
        yield {use.writer.number: [number] if use.writer.repeated else number}
        return
    for each in sampled(holder.within, holder.writer.number):
        for field, entries in each.items():
            if isinstance(entries, dict):
                yield {field: dict.fromkeys(entries, number)}


RULE = ForEnums("protobuf-json-enum-name-unknown", Category.JSON, Effect.BREAKS, Scope.EDGE, look, __doc__)
