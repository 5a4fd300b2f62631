"""A message that says nothing.

## What
Reports a message without fields, or one whose only content is free text (`text`, `content`, `body`, `prompt` …).

## Why
Agents exchange typed messages, never free text in place of a schema (P6): what one agent writes as prose, the next
one has to guess. A message that will always be empty is a channel's name; say so with an `ignore`.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{"type": "object", "description": "An order was packed.", "properties": {"text": {"type": "string"}}}
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

from treatyc.checks.fields import resolve, root
from treatyc.checks.rule import Finding, Findings, OnMessage, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema, String
from treatyc.system.system import System

_PROSE = ("text", "content", "body", "message", "prompt", "data", "payload", "input", "output")


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """A message with no structure to rely on."""
    record = root(system, schema)
    if record is None:
        return
    related = (Related("carried here", channel.place),)
    if not record.fields and record.additional is None:
        yield Finding(f"`{schema.name}` has no fields", schema.place, "say what happened, to what", related)
    elif len(record.fields) == 1 and record.fields[0].name.lower() in _PROSE:
        field = record.fields[0]
        if isinstance(resolve(system, field.type), String):
            yield Finding(
                f"`{schema.name}` is free text: `{field.name}` is all that it has",
                field.place,
                "give what readers act on fields of its own",
                related,
            )


RULE = Rule("message-empty", Severity.WARNING, OnMessage(check), __doc__)
