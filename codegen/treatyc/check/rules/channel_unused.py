"""A channel that no agent uses.

## What
Reports a channel that no agent reads or writes, and a reply channel that no request names.

## Why
A declared channel becomes an object at the broker, permissions, and a line that people read. What nobody uses is a
leftover, or an agent's misspelt reference.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.check.rule import Finding, Findings, OnChannel, Rule
from treatyc.diagnostics import Severity
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A channel without a single reference."""
    if system.readers(channel.address) or system.writers(channel.address):
        return
    if channel.kind is Kind.REPLY:
        named = any(other.reply is not None and other.reply.value == channel.address for other in system.channels)
        if not named:
            message = f"no request is answered on `{channel.address}`"
            yield Finding(message, channel.place, "name it as the `reply` of a command, or remove it")
    else:
        message = f"no agent uses `{channel.address}`"
        yield Finding(message, channel.place, "remove it, or let an agent send or receive it")


RULE = Rule("channel-unused", Severity.WARNING, OnChannel(check), __doc__)
