"""A message that says nothing about itself.

## What
Reports a message without a description: a comment in Protobuf, `doc` in Avro, `description` in JSON Schema.

## Why
A contract is read by people who did not write it. The description becomes the docstring of the generated class.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "properties": {"order_id": {"type": "string"}}}
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

from treatyc.checks.rule import Finding, Findings, OnMessage, Rule
from treatyc.diagnostics import Severity
from treatyc.system.channel import Channel
from treatyc.system.schema import Format, Schema
from treatyc.system.system import System

_WHERE = {
    Format.PROTOBUF: "write a comment above it",
    Format.AVRO: "add a `doc`",
    Format.JSONSCHEMA: "add a `description`",
}


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """A carried message without a word about it."""
    del system, channel
    if not schema.doc.strip():
        yield Finding(f"`{schema.name}` does not say what it is", schema.place, _WHERE[schema.format])


RULE = Rule("message-undocumented", Severity.WARNING, OnMessage(check), __doc__)
