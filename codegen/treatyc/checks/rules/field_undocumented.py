"""A field that says nothing about itself.

## What
On demand: reports a field without a description.

## Why
`amount` in which currency, with tax or without? The description becomes part of the generated class's docstring.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"weight": {"type": "integer"}}}
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
{
  "type": "object", "description": "An order was packed.",
  "properties": {"weight": {"type": "integer", "description": "With the parcel, in grams."}}
}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnField, Rule, Runs
from treatyc.diagnostics import Severity
from treatyc.system.schema import Alias, Enumeration, Field, Record, Ref, Schema
from treatyc.system.system import System


def check(system: System, schema: Schema, record: Record, field: Field) -> Findings:
    """A field without a word about it, or about the definition that it names."""
    del schema
    named = system.find_definition(field.type.name) if isinstance(field.type, Ref) else None
    told = named.doc if isinstance(named, Record | Enumeration | Alias) else ""
    if not field.doc.strip() and not told.strip():
        yield Finding(
            f"`{field.name}` of `{record.name}` does not say what it is", field.place, "add a comment or description"
        )


RULE = Rule("field-undocumented", Severity.WARNING, OnField(check), __doc__, Runs.ON_DEMAND)
