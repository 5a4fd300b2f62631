"""A channel that is gone while somebody reads it.

## What
A channel that an agent read is no longer declared, and no channel with the same messages and agents came instead.

## Why
What is kept on it is read by nobody, and agents that run by the old contracts go on sending to it.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels: {}
agents:
  orders: {}
  billing: {}
```

## Passes
Keep it, marked as deprecated, until its writers have moved and nothing is kept on it.

```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, deprecated: true}
agents:
  orders: {}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule


def look(pair: Pair) -> Hits:
    """Each channel that went, with those who read it."""
    for channel in pair.gone:
        readers = sorted(pair.before.read_by(channel.address))
        if readers:
            yield Hit(
                channel.address,
                f"`{channel.address}` is gone, and {quoted(readers)} read it",
                channel.place,
                None,
                "keep it with `deprecated: true` until its writers have moved and nothing is kept on it",
                unproven="every message shows it: none of them reaches anybody",
            )


RULE = rule("topology-channel-removed", Category.WIRE, Effect.BREAKS, look, __doc__)
