"""A channel without a key.

## What
On demand: reports an event or command channel that has no `key` and does not say `order: none`.

## Why
Without a key nothing keeps its order. That may be right, and `order: none` says that somebody thought of it.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, order: none}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule, Runs
from treatyc.diagnostics import Severity
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A channel about whose order nothing is said."""
    del system
    said = any(key.value in ("key", "order") for key in channel.written)
    if channel.kind in (Kind.EVENT, Kind.COMMAND) and not said:
        yield Finding(
            f"`{channel.address}` says nothing about order", channel.place, "give it a `key`, or write `order: none`"
        )


RULE = Rule("key-undeclared", Severity.WARNING, OnChannel(check), __doc__, Runs.ON_DEMAND)
