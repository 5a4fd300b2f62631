"""Text of any length.

## What
On demand: reports a text field of a JSON Schema without `maxLength`, `pattern` or a set of values.

## Why
Whoever stores, shows or forwards the text must know how much can come; the channel's size limit is all that bounds it.
Avro and Protobuf cannot say a length, and are left alone.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"note": {"type": "string"}}}
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
  "properties": {"note": {"type": "string", "maxLength": 500}}
}
```
"""

from __future__ import annotations

from treatyc.checks.fields import resolve
from treatyc.checks.rule import Finding, Findings, OnField, Rule, Runs
from treatyc.diagnostics import Severity
from treatyc.system.schema import Field, Format, Record, Schema, String
from treatyc.system.system import System


def check(system: System, schema: Schema, record: Record, field: Field) -> Findings:
    """A text without an end."""
    if schema.format is not Format.JSONSCHEMA:
        return
    match resolve(system, field.type):
        case String(_, None, None):
            yield Finding(
                f"`{field.name}` of `{record.name}` can be a text of any length", field.place, "add a `maxLength`"
            )
        case _:
            pass


RULE = Rule("string-unbounded", Severity.WARNING, OnField(check), __doc__, Runs.ON_DEMAND)
