"""A field that may be anything.

## What
Reports a field, or the items of a list, of a JSON Schema that says nothing about its value.

## Why
What is not declared is neither checked nor typed: `Any` in the generated class, and no compatibility to speak of (P6).

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"order_id": {"type": "string"}, "extra": {}}}
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

from treatyc.checks.fields import resolve
from treatyc.checks.rule import Finding, Findings, OnField, Rule
from treatyc.diagnostics import Severity
from treatyc.system.schema import Anything, Array, Field, Record, Schema
from treatyc.system.system import System


def check(system: System, schema: Schema, record: Record, field: Field) -> Findings:
    """A field without a type."""
    if record.name in schema.undecided:
        return  # the text says more than the type does
    found = resolve(system, field.type)
    if isinstance(found, Array):
        found = resolve(system, found.items)
    if isinstance(found, Anything):
        yield Finding(
            f"`{field.name}` of `{record.name}` may hold anything",
            field.place,
            "give it a `type`, or name a definition",
        )


RULE = Rule("field-untyped", Severity.WARNING, OnField(check), __doc__)
