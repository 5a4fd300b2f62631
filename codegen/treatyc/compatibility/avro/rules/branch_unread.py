"""A branch of the writer's union that the reader does not take.

## What
The writer's union has a branch, perhaps `null`, for which the reader's type has none.

## Why
Messages that hold a value of that branch are refused; the others are read. So it shows only when somebody sends one.

## Breaks
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": ["null", "string"]}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": "string"}]}
```

## Passes
```json writer.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": "string"}]}
```
```json reader.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": [
  {"name": "note", "type": ["null", "string"]}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.avro.meeting import Unread
from treatyc.compatibility.avro.proof import Refused
from treatyc.compatibility.avro.rule import AvroRule, Hit, Hits
from treatyc.compatibility.avro.sample import Sample
from treatyc.compatibility.avro.words import word
from treatyc.compatibility.finding import Category, Effect, Scope


def look(unread: Unread) -> Hits:
    """One of several branches, and nothing of the reader's takes it."""
    if unread.in_union:
        yield Hit(
            unread.at,
            f"the writer's union has a branch `{word(unread.writer)}`, and `{word(unread.reader)}` cannot hold it",
            "widen the reader first; drop a branch only when nobody writes it and no message with it is retained",
            Refused(Sample(unread.at.steps)),
        )


RULE = AvroRule("avro-branch-unread", Category.WIRE, Effect.BREAKS, Scope.EDGE, look, __doc__, Unread)
