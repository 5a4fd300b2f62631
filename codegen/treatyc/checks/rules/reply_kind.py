"""A reply on a channel that is made for something else.

## What
Reports a `reply` that names a channel of another kind than `reply`.

## Why
A reply goes to the one instance that asked, and lives as long as its request. On a channel of another kind it would
go to whoever reads that.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, reply: events.price, timeout: 2m}
  events.price: {kind: event, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote], receives: [events.price]}
  pricing: {serves: [commands.price.quote], sends: [events.price]}
```

## Passes
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 2m}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A reply whose channel is of another kind."""
    if channel.reply is None:
        return
    reply = system.channel(channel.reply.value)
    if reply.kind is not Kind.REPLY:
        yield Finding(
            f"the reply of `{channel.address}` goes to `{reply.address}`, which is of kind `{reply.kind.value}`",
            channel.reply.place,
            "name a channel of kind `reply`",
            (Related("declared here", reply.place),),
            (reply,),
        )


RULE = Rule("reply-kind", Severity.ERROR, OnChannel(check), __doc__)
