"""A channel that has another address.

## What
A channel went, and another one came with the same kind, the same messages and the same agents.

## Why
Agents that run by the old contracts go on sending to the old address, which nobody reads any more; what is kept there
stays there.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.orders.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.orders.placed]}
  billing: {receives: [events.orders.placed]}
```

## Passes
Add the new address, and read both until nothing is kept on the old one.

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
  events.orders.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.orders.placed]}
  billing: {receives: [events.order.placed, events.orders.placed]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, rule


def look(pair: Pair) -> Hits:
    """Each old address with the new one."""
    for address, channel in sorted(pair.renamed.items()):
        yield Hit(
            address,
            f"`{address}` is `{channel.address}` now: what is sent to the old address, or kept there, nobody reads",
            pair.old.channel(address).place,
            channel.place,
            "declare both, and read both until nothing is sent to the old one or kept there",
            unproven="every message shows it: none on the old address reaches anybody",
        )


RULE = rule("topology-channel-renamed", Category.WIRE, Effect.BREAKS, look, __doc__)
