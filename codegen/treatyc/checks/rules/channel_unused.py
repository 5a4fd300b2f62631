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

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Severity
from treatyc.system.channel import Kind
from treatyc.system.system import System


def check(system: System) -> Findings:
    """Each channel without a single reference."""
    replies = {channel.reply.value for channel in system.channels if channel.reply is not None}
    for channel in system.channels:
        used = system.readings(channel.address) or system.writings(channel.address) or channel.address in replies
        if not used and channel.kind is Kind.REPLY:
            message = f"no request is answered on `{channel.address}`"
            yield Finding(message, channel.place, "name it as the `reply` of a command, or remove it", about=(channel,))
        elif not used:
            message = f"no agent uses `{channel.address}`"
            yield Finding(message, channel.place, "remove it, or let an agent send or receive it", about=(channel,))


RULE = Rule("channel-unused", Severity.WARNING, OnSystem(check), __doc__)
