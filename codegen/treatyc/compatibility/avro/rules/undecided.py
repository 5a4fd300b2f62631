"""A comparison that was not finished.

## What
The two schemas are so large, or refer to each other in so many ways, that comparing them takes more steps than one
comparison may take.

## Why
A gate must end. What was not looked at may hold a break, so this counts as one until a person says otherwise.

## Breaks
Shown with two schemas that are small enough to print; it takes some hundred thousand types to meet this.

```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "first", "type": "int"}, {"name": "second", "type": "int"}, {"name": "third", "type": "int"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "first", "type": "int"}, {"name": "second", "type": "int"}, {"name": "third", "type": "long"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "id", "type": "string"}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Exhausted
from treatyc.compatibility.avro.proof import Unshown
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.finding import Category, Effect, Scope


def look(end: Exhausted) -> Hits:
    """The walk's early end."""
    yield Hit(
        end.at,
        "the two schemas have too many parts that meet, so this comparison ends early",
        "split the schema, or give other names to definitions that are meant to differ",
        Unshown("the comparison stopped before it had seen everything"),
    )


RULE = AvroRule("avro-undecided", Category.WIRE, Effect.UNPROVEN, Scope.EDGE, look, __doc__, Exhausted)
