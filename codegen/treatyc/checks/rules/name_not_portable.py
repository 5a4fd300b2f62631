"""A field name that only one format can say.

## What
Reports a field whose name is no identifier (a letter or `_`, then letters, digits and `_`) in plain ASCII.

## Why
Avro and Protobuf cannot hold such a name at all, and generated classes must call the field something else. A message
that may one day move to another format, or that people type by hand, wants a name that works everywhere.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"order-id": {"type": "string"}}}
```

## Passes
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"order_id": {"type": "string"}}}
```
"""

from __future__ import annotations

import re

from treatyc.checks.rule import Finding, Findings, OnField, Rule
from treatyc.diagnostics import Severity
from treatyc.system.schema import Field, Record, Schema
from treatyc.system.system import System

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def check(system: System, schema: Schema, record: Record, field: Field) -> Findings:
    """A field whose name is no identifier."""
    del system, schema
    if not _IDENTIFIER.match(field.name):
        better = re.sub(r"[^A-Za-z0-9_]+", "_", field.name).strip("_")
        yield Finding(
            f"`{field.name}` of `{record.name}` is no name in Avro, Protobuf or Python",
            field.place,
            f"call it `{better}`" if _IDENTIFIER.match(better) else "use letters, digits and `_`",
        )


RULE = Rule("name-not-portable", Severity.WARNING, OnField(check), __doc__)
