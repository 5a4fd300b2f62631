"""A key that a message does not have.

## What
Reports a channel whose `key` names a field that one of its messages does not have.

## Why
The key decides which messages stay in order and which partition they go to. A message without it cannot be placed.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: customerid}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: customer_id}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.fields import field_at, field_names
from treatyc.checks.rule import Finding, Findings, OnMessage, Rule
from treatyc.checks.wiring import quoted
from treatyc.diagnostics import Related, Severity
from treatyc.suggest import did_you_mean
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema
from treatyc.system.system import System


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """A message without the key's field."""
    if channel.key is not None and field_at(system, schema, channel.key.value) is None:
        known = field_names(system, schema)
        yield Finding(
            f"`{schema.name}` has no field `{channel.key.value}`, the key of `{channel.address}`",
            channel.key.place,
            did_you_mean(channel.key.value, known) or f"its fields are {quoted(known)}",
            (Related("the message", schema.place),),
        )


RULE = Rule("key-missing", Severity.ERROR, OnMessage(check), __doc__)
