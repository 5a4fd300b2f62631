"""A reply address that the request cannot fill.

## What
Reports a parameter of a reply's address for which the request has no field of the same name that is always there and
is text, a whole number or a UUID.

## Why
The address of a reply is made from the request's fields. Without the field there is no address to answer to, and the
caller waits until its timeout.

## Fails
```yaml
channels:
  commands.price.quote:
    {kind: command, message: shop.v1.PriceRequest, reply: "replies.price.{conversation_id}", timeout: 2m}
  replies.price.{conversation_id}: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [commands.price.quote]}
```

## Passes
```yaml
channels:
  commands.price.quote:
    {kind: command, message: shop.v1.PriceRequest, reply: "replies.price.{request_id}", timeout: 2m}
  replies.price.{request_id}: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.checks.fields import field_at, field_names, may_be_missing, resolve
from treatyc.checks.keys import can_be_key
from treatyc.checks.rule import Finding, Findings, OnMessage, Rule
from treatyc.checks.wiring import quoted
from treatyc.diagnostics import Related, Severity
from treatyc.suggest import did_you_mean
from treatyc.system.address import parameters
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema
from treatyc.system.system import System


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """Each parameter of the reply that one of the request's messages leaves open."""
    if channel.reply is None:
        return
    for name in parameters(channel.reply.value):
        field = field_at(system, schema, name)
        if field is None:
            known = field_names(system, schema)
            yield Finding(
                f"the reply needs `{name}`, and `{schema.name}` has no such field",
                channel.reply.place,
                did_you_mean(name, known) or f"its fields are {quoted(known)}",
                (Related("the request's message", schema.place),),
            )
        elif not can_be_key(resolve(system, field.type)):
            yield Finding(
                f"the reply needs `{name}`, whose type in `{schema.name}` cannot stand in an address",
                channel.reply.place,
                "use a field that is text, a whole number or a UUID",
                (Related("the field", field.place),),
            )
        elif may_be_missing(field):
            yield Finding(
                f"the reply needs `{name}`, which `{schema.name}` may leave out",
                channel.reply.place,
                f"make `{name}` required",
                (Related("the field", field.place),),
            )


RULE = Rule("reply-parameters", Severity.ERROR, OnMessage(check), __doc__)
