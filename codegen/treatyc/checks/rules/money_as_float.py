"""Money as a floating-point number.

## What
On demand: reports a floating-point field named like an amount of money: `price`, `amount`, `total`, `cost`, `fee`,
`balance`.

## Why
0.1 + 0.2 is not 0.3 in binary. Use Avro's `decimal`, a whole number of cents, or text with a pattern.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"shipping_fee": {"type": "number"}}}
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
{"type": "object", "description": "An order was packed.", "properties": {"shipping_fee_cents": {"type": "integer"}}}
```
"""

from __future__ import annotations

import re

from treatyc.checks.fields import resolve
from treatyc.checks.rule import Finding, Findings, OnField, Rule, Runs
from treatyc.diagnostics import Severity
from treatyc.system.schema import Field, Float, Record, Schema
from treatyc.system.system import System

_MONEY = re.compile(r"(^|_)(price|amount|total|subtotal|cost|fee|balance|discount|tax|refund)s?(_|$)")
_RATIO = re.compile(r"(percent|percentage|rate|ratio|share|factor)s?$")


def check(system: System, schema: Schema, record: Record, field: Field) -> Findings:
    """An amount that cannot be exact."""
    del schema
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", field.name).lower()
    exact = not _RATIO.search(snake)
    if exact and _MONEY.search(snake) and isinstance(resolve(system, field.type), Float):
        yield Finding(
            f"`{field.name}` of `{record.name}` looks like money, and is a floating-point number",
            field.place,
            "use a decimal, or a whole number of the smallest unit",
        )


RULE = Rule("money-as-float", Severity.WARNING, OnField(check), __doc__, Runs.ON_DEMAND)
