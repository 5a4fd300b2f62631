"""A time as free text.

## What
On demand: reports a text field named like a moment (`…_at`, `timestamp`, `…_date`, `…_time`) that any text
fits.

## Why
`03/04/2026` is a day in March or in April. Avro's `timestamp-micros` and Protobuf's `Timestamp` are checked and arrive
as a `datetime`. In JSON Schema `format` is a remark that nobody is held to; a `pattern` is checked.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"packed_at": {"type": "string"}}}
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
  "properties": {
    "packed_at": {"type": "string", "format": "date-time", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}Z$"}
  }
}
```
"""

from __future__ import annotations

import re

from treatyc.checks.fields import resolve
from treatyc.checks.rule import Finding, Findings, OnField, Rule, Runs
from treatyc.diagnostics import Severity
from treatyc.system.schema import Field, Record, Schema, String
from treatyc.system.system import System

_MOMENT = re.compile(r"(_at|(^|_)(timestamp|datetime|date|time))$")


def check(system: System, schema: Schema, record: Record, field: Field) -> Findings:
    """A moment without a form; a text with a pattern has one."""
    del schema
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", field.name).lower()
    found = resolve(system, field.type)
    if _MOMENT.search(snake) and isinstance(found, String) and found.pattern is None:
        yield Finding(
            f"`{field.name}` of `{record.name}` looks like a time, and is any text",
            field.place,
            "give it Avro's or Protobuf's own type for times, or in JSON Schema a `pattern`",
        )


RULE = Rule("time-as-text", Severity.WARNING, OnField(check), __doc__, Runs.ON_DEMAND)
