"""Order by a key that is not there.

## What
Reports a channel with `order: key` and no `key`.

## Why
Order is kept among messages of one key, and not across keys (P25). Without a key there is nothing to keep it by.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, order: key}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, order: key, key: customer_id}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.diagnostics import Severity
from treatyc.system.channel import Channel, Order
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A promise of order without what it goes by."""
    del system
    if channel.order is Order.KEY and channel.key is None:
        yield Finding(
            f"`{channel.address}` keeps order by key, and has no `key`",
            channel.place,
            "name the field that says which messages belong together, or write `order: none`",
        )


RULE = Rule("order-without-key", Severity.ERROR, OnChannel(check), __doc__)
