"""A schema that nothing carries.

## What
Reports a schema that no channel carries and no other schema refers to.

## Why
It is generated into every package and read by everyone who looks for the message that counts. Mostly its channel was
removed, or names an older version.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"order_id": {"type": "string"}}}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.placed, events.order.packed]}
  billing: {receives: [events.order.>]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"order_id": {"type": "string"}}}
```
"""

from __future__ import annotations

from treatyc.checks.fields import references
from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Severity
from treatyc.system.schema import Schema
from treatyc.system.system import System


def check(system: System) -> Findings:
    """Each schema that is reached neither from a channel nor from another schema."""
    carried = {name.value for channel in system.channels for name in channel.messages}
    referred = {name for schema in system.schemas for name in references(schema) if name != schema.name}
    outside = {path for schema in system.schemas for path in schema.imports if path != schema.path}
    for schema in system.schemas:
        if schema.name not in carried | referred and not _holds_for_others(schema, carried | referred, outside):
            yield Finding(
                f"no channel carries `{schema.name}`, and no schema refers to it",
                schema.place,
                "name it in a channel's `message`, or remove it",
            )


def _holds_for_others(schema: Schema, used: set[str], imported: set[str]) -> bool:
    """Whether other files use what this schema defines beside itself: a file of shared definitions has no message."""
    return schema.path in imported and any(definition.name in used for definition in schema.definitions[1:])


RULE = Rule("schema-unused", Severity.WARNING, OnSystem(check), __doc__)
