"""A key of a type that has no agreed bytes.

## What
Reports a `key` whose field is something else than text, a whole number or a UUID.

## Why
Keys travel as bytes, and equal keys must be equal bytes in every language: the UTF-8 of a text, the decimal digits of
a whole number, the canonical form of a UUID. A floating-point number, a list or a record has no such form.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: items}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.fields import field_at, resolve
from treatyc.checks.keys import can_be_key
from treatyc.checks.rule import Finding, Findings, OnMessage, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema
from treatyc.system.system import System


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """A key whose type cannot be one."""
    field = field_at(system, schema, channel.key.value) if channel.key is not None else None
    if channel.key is not None and field is not None and not can_be_key(resolve(system, field.type)):
        yield Finding(
            f"`{channel.key.value}` of `{schema.name}` cannot be a key: it is no text, whole number or UUID",
            channel.key.place,
            "choose another field, or add one that identifies what belongs together",
            (Related("the field", field.place),),
        )


RULE = Rule("key-type", Severity.ERROR, OnMessage(check), __doc__)
