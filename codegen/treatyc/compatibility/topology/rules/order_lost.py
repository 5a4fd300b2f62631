"""An order that is no longer kept.

## What
The `order` of a channel was `key` and is `none`.

## Why
Without order, messages of one key are handled beside each other, and one that failed is tried again later: a reader
that was written for order may see the second of two first.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id, order: none}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id, order: none}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id, order: key}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule
from treatyc.system.channel import Order


def look(pair: Pair) -> Hits:
    """Each channel with readers, and with the key that its order was kept by."""
    for old, new in pair.channels:
        readers = sorted(pair.now.read_by(new.address))
        # A key that went is told by its own rule.
        if old.order is Order.KEY and new.order is Order.NONE and new.key is not None and readers:
            yield Hit(
                new.address,
                f"`{new.address}` no longer keeps the order of `{new.key.value}` for {quoted(readers)}",
                key_place(old, "order"),
                key_place(new, "order"),
                "keep `order: key`, or make the readers indifferent to order first",
                unproven="it takes two messages of one key, of which the first fails and is tried again",
            )


RULE = rule("topology-order-lost", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
