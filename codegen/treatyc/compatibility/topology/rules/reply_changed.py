"""Another reply channel, or none.

## What
The `reply` of a channel that is called names another channel, or is gone.

## Why
A caller waits at the address that its own contracts name, and who serves answers only to the address that *its*
contracts name. An old caller gets no answer from a new worker, and a new caller none from an old one.

## Breaks
```yaml old/treaty.yaml
channels:
  commands.price.get: {kind: command, message: shop.v1.PriceRequest, reply: replies.price}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.get]}
  pricing: {serves: [commands.price.get]}
```
```yaml new/treaty.yaml
channels:
  commands.price.get: {kind: command, message: shop.v1.PriceRequest, reply: replies.pricing}
  replies.pricing: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.get]}
  pricing: {serves: [commands.price.get]}
```

## Passes
A second request with the new reply, beside the first one.

```yaml old/treaty.yaml
channels:
  commands.price.get: {kind: command, message: shop.v1.PriceRequest, reply: replies.price}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.get]}
  pricing: {serves: [commands.price.get]}
```
```yaml new/treaty.yaml
channels:
  commands.price.get: {kind: command, message: shop.v1.PriceRequest, reply: replies.price}
  replies.price: {kind: reply, message: shop.v1.Price}
  commands.price.find: {kind: command, message: shop.v1.PriceRequest, reply: replies.pricing}
  replies.pricing: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.find]}
  pricing: {serves: [commands.price.get, commands.price.find]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, rule


def look(pair: Pair) -> Hits:
    """Each request whose answer goes elsewhere."""
    for old, new in pair.channels:
        if old.reply is None or (new.reply is not None and new.reply.value == old.reply.value):
            continue
        callers = sorted(pair.before.read_by(old.reply.value))
        if callers:
            now = f"and are now awaited at `{new.reply.value}`" if new.reply is not None else "and have no address now"
            yield Hit(
                new.address,
                f"answers to `{new.address}` were awaited at `{old.reply.value}` {now}",
                old.reply.place,
                new.reply.place if new.reply is not None else new.place,
                "keep the reply, and declare a second request beside this one for the new address",
                unproven="every request between an old and a new release shows it: its answer reaches nobody",
            )


RULE = rule("topology-reply-changed", Category.WIRE, Effect.BREAKS, look, __doc__)
