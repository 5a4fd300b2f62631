"""Personal data in a key or an address.

## What
On demand: reports a `key`, or a parameter of a reply's address, that is one of the channel's `personal` fields.

## Why
Keys and addresses stand beside the payload, where every broker, log and metric shows them, and no encryption of the
payload covers them.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: customer_id, personal: [customer_id]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id, personal: [customer_id]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule, Runs
from treatyc.diagnostics import Related, Severity
from treatyc.system.address import parameters
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """Each personal field that travels outside the payload."""
    del system
    personal = {path.value: path.place for path in channel.personal}
    if channel.key is not None and channel.key.value in personal:
        yield Finding(
            f"`{channel.key.value}` is personal, and the key of `{channel.address}` travels in the clear",
            channel.key.place,
            "choose an identifier that says nothing about a person",
            (Related("personal by this", personal[channel.key.value]),),
        )
    for name in parameters(channel.reply.value) if channel.reply is not None else ():
        if channel.reply is not None and name in personal:
            yield Finding(
                f"`{name}` is personal, and the address of the reply shows it",
                channel.reply.place,
                "choose an identifier that says nothing about a person",
                (Related("personal by this", personal[name]),),
            )


RULE = Rule("personal-key", Severity.WARNING, OnChannel(check), __doc__, Runs.ON_DEMAND)
