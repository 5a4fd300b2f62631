"""A key that may be missing.

## What
Reports a `key` whose field is optional, may be null, or is one branch of a oneof.

## Why
Messages without a key are spread over all partitions, and their order is lost, silently, for just those messages.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: email}
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

from treatyc.checks.fields import field_at, may_be_missing, resolve
from treatyc.checks.keys import can_be_key
from treatyc.checks.rule import Finding, Findings, OnMessage, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema
from treatyc.system.system import System


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """A key that a valid message can leave out."""
    field = field_at(system, schema, channel.key.value) if channel.key is not None else None
    if channel.key is None or field is None or not can_be_key(resolve(system, field.type)):
        return
    if may_be_missing(field):
        yield Finding(
            f"`{channel.key.value}`, the key of `{channel.address}`, may be missing in `{schema.name}`",
            channel.key.place,
            "make the field required, or choose one that is",
            (Related("the field", field.place),),
        )


RULE = Rule("key-optional", Severity.WARNING, OnMessage(check), __doc__)
