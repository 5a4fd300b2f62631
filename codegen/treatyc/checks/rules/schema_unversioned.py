"""A message without a major version.

## What
Reports a schema that some channel carries and whose namespace does not end in `v1`, `v2` and so on.

## Why
Every message travels with its version (P4). Its major number is the last part of the namespace, so that a new major
can be sent beside the old one while readers move.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"order_id": {"type": "string"}}}
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
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema
from treatyc.system.system import System
from treatyc.system.version import major


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """A carried message of no major version."""
    del system
    if major(schema) is None:
        better = ".".join(part for part in (schema.namespace, "v1", schema.short_name) if part)
        yield Finding(
            f"`{schema.name}` travels without a major version",
            schema.place,
            f"call it `{better}`",
            (Related("carried here", channel.place),),
        )


RULE = Rule("schema-unversioned", Severity.ERROR, OnMessage(check), __doc__)
