"""A time to live that outlasts the message.

## What
Reports a channel whose `ttl` is longer than its `retain`.

## Why
The message is deleted before it is stale, so that the `ttl` says something that never happens. One of the two is not
what was meant.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, ttl: 30d, retain: 7d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, ttl: 1d, retain: 7d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.diagnostics import Severity
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System
from treatyc.system.units import duration_text


def check(system: System, channel: Channel) -> Findings:
    """A time to live against the retention."""
    del system
    if channel.ttl_s is not None and channel.kind is not Kind.REPLY and channel.ttl_s > channel.retain_s:
        yield Finding(
            f"a message on `{channel.address}` is stale after {duration_text(channel.ttl_s)}, and deleted after"
            f" {duration_text(channel.retain_s)}",
            channel.place,
            "raise `retain`, or shorten `ttl`",
        )


RULE = Rule("retain-before-ttl", Severity.WARNING, OnChannel(check), __doc__)
