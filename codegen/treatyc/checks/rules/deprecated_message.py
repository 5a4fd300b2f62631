"""A deprecated message that is still sent.

## What
Reports a channel that carries a schema marked as deprecated and that some agent writes to.

## Why
A schema is deprecated so that it can go. As long as it is sent, every reader must keep it.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{
  "type": "object", "description": "An order was packed.", "deprecated": true,
  "properties": {"order_id": {"type": "string"}}
}
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
from treatyc.checks.wiring import agents, quoted, writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema
from treatyc.system.system import System


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """A deprecated message on a channel that is written."""
    senders = writers(system, channel)
    if schema.deprecated and not channel.deprecated and senders:
        yield Finding(
            f"`{channel.address}` carries `{schema.name}`, which is deprecated; sent by {quoted(agents(senders))}",
            channel.place,
            "carry what replaces it, or deprecate the channel as well",
            (Related("deprecated here", schema.place),),
        )


RULE = Rule("deprecated-message", Severity.WARNING, OnMessage(check), __doc__)
