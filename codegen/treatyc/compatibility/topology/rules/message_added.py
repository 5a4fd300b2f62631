"""A further message on a channel that is read already.

## What
A channel carries one more message type, and had readers before.

## Why
The readers that run have no decoder for it: what they get of it ends among their dead letters. Once they are deployed
anew, all is well, so the order of deployment is readers first.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, messages: [shop.v1.OrderPlaced]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, messages: [shop.v1.OrderPlaced, shop.v1.Price]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
A new channel for the new message.

```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, messages: [shop.v1.OrderPlaced]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, messages: [shop.v1.OrderPlaced]}
  events.price.found: {kind: event, messages: [shop.v1.Price]}
agents:
  orders: {sends: [events.order.placed, events.price.found]}
  billing: {receives: [events.order.placed, events.price.found]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule


def look(pair: Pair) -> Hits:
    """Each type that came to a channel with readers."""
    for old, new in pair.channels:
        readers = sorted(pair.before.read_by(old.address))
        known = {name.value for name in old.messages}
        for name in new.messages if readers else ():
            if name.value not in known:
                yield Hit(
                    f"{new.address}/{name.value}",
                    f"`{new.address}` carries `{name.value}` as well, which {quoted(readers)} cannot read yet",
                    old.place,
                    name.place,
                    "deploy the readers first, or give the message a channel of its own",
                )


RULE = rule("topology-message-added", Category.WIRE, Effect.WARNS, look, __doc__)
