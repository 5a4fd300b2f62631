"""An enumeration that refuses its own future.

## What
On demand: reports an Avro enumeration without a `default`.

## Why
A reader that meets a symbol which it does not know yet takes the default. Without one it refuses the whole message, so
that adding a symbol breaks every reader that was not deployed first (Avro 1.12, Schema Resolution).

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.avsc
{"type": "record", "name": "OrderPacked", "namespace": "shop.v1", "doc": "An order was packed.",
 "fields": [{"name": "size", "type": {"type": "enum", "name": "Size", "symbols": ["SMALL", "LARGE"]}}]}
```

## Passes
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.avsc
{"type": "record", "name": "OrderPacked", "namespace": "shop.v1", "doc": "An order was packed.",
 "fields": [{"name": "size",
             "type": {"type": "enum", "name": "Size", "symbols": ["OTHER", "SMALL", "LARGE"], "default": "OTHER"}}]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSchema, Rule, Runs
from treatyc.diagnostics import Severity
from treatyc.system.schema import Enumeration, Format, Schema
from treatyc.system.system import System


def check(system: System, schema: Schema) -> Findings:
    """Each enumeration with nothing to fall back on."""
    del system
    for definition in schema if schema.format is Format.AVRO else ():
        if isinstance(definition, Enumeration) and definition.default is None:
            yield Finding(
                f"readers of `{definition.name}` will refuse every symbol that is added",
                definition.place,
                "add a symbol for what is not known, and name it as the `default`",
            )


RULE = Rule("enum-without-default", Severity.WARNING, OnSchema(check), __doc__, Runs.ON_DEMAND)
