"""A whole number that is read as a floating-point number.

## What
The reader takes an `int` or a `long` for a `float`, or a `long` for a `double`.

## Why
Avro allows it, and large numbers lose their last digits: a `float` holds 24 bits, a `double` 53. Identifiers and
amounts in cents arrive as their neighbours.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "long"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "double"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "int"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "total", "type": "double"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Scalars
from treatyc.compatibility.avro.proof import Arrives
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import word
from treatyc.compatibility.finding import Category, Effect, Scope

_FIRST_LOST = {"float": 2**24 + 1, "double": 2**53 + 1}
_BITS = {"int": 31, "long": 63}


def look(scalars: Scalars) -> Hits:
    """A widening that keeps fewer bits than the writer's type has."""
    written, read = scalars.written, scalars.read
    if written in _BITS and read in _FIRST_LOST and _FIRST_LOST[read] < 2 ** _BITS[written]:
        number = _FIRST_LOST[read]
        yield Hit(
            scalars.at,
            f"`{word(scalars.writer)}` is read as `{word(scalars.reader)}`, which rounds numbers from {number} on",
            "keep the whole number, or use a `decimal`",
            Arrives(
                Sample(scalars.at.steps, number), f"reads {number - 1}.0, and {number} was written", read=float(number)
            ),
        )


RULE = AvroRule("avro-number-rounded", Category.SEMANTIC, Effect.WARNS, Scope.EDGE, look, __doc__, Scalars)
