"""A message that a channel no longer carries, while the channel is read.

## What
A channel lost one of its message types, and has readers.

## Why
A new reader has no decoder for the type. What old writers send, and what is kept, ends among its dead letters.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, messages: [shop.v1.OrderPlaced, shop.v1.Price]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, messages: [shop.v1.OrderPlaced]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
A channel that nobody reads.

```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, messages: [shop.v1.OrderPlaced, shop.v1.Price]}
agents:
  orders: {sends: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, messages: [shop.v1.OrderPlaced]}
agents:
  orders: {sends: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule


def look(pair: Pair) -> Hits:
    """Each type that went from a channel with readers."""
    for old, new in pair.channels:
        readers = sorted(pair.now.read_by(new.address))
        kept = {name.value for name in new.messages}
        for name in old.messages if readers else ():
            if name.value not in kept:
                yield Hit(
                    f"{new.address}/{name.value}",
                    f"`{new.address}` no longer carries `{name.value}`, and {quoted(readers)} read it",
                    name.place,
                    new.place,
                    "keep the message on the channel until nobody sends it and nothing of it is kept",
                    unproven="every message of this type shows it: the new readers have no decoder for it",
                )


RULE = rule("topology-message-removed", Category.WIRE, Effect.BREAKS, look, __doc__)
