"""Another ordering key, or none.

## What
The `key` of a channel names another field, or is gone.

## Why
Messages with the same key keep their order, since one partition holds them. By another key they lie elsewhere: what was
in order is not any more, and what is kept lies where nobody looks for it.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: customer_id}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: customer_id}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: customer_id}
  events.order.by_order: {kind: event, message: shop.v1.OrderPlaced, key: order_id}
agents:
  orders: {sends: [events.order.placed, events.order.by_order]}
  billing: {receives: [events.order.placed, events.order.by_order]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.partitioner import parted
from treatyc.compatibility.topology.rule import Hit, Hits, rule
from treatyc.topology.kafka.topics import PARTITIONS

_HELP = "declare a channel with the new key, and move its agents there when the old one is empty"


def look(pair: Pair) -> Hits:
    """Each channel that had a key, and has another one or none; a key that came is a remark."""
    for old, new in pair.channels:
        before, now = (channel.key.value if channel.key is not None else "" for channel in (old, new))
        places = key_place(old, "key"), key_place(new, "key")
        if before and now and before != now:
            message = f"the key of `{new.address}` was `{before}` and is `{now}`"
            witness = parted(before, now, max(2, new.partitions or PARTITIONS))
            yield Hit(new.address, message, *places, _HELP, witness)
        elif before and not now:
            message = f"`{new.address}` had the key `{before}` and has none"
            why = "two messages of one key may lie in two partitions, wherever the sender puts them"
            yield Hit(new.address, message, *places, _HELP, unproven=why)
        elif now and not before:
            message = f"`{new.address}` has the key `{now}` now: what was sent before it is in no order with the rest"
            yield Hit(
                new.address, message, *places, "nothing, if nobody relied on an order before", effect=Effect.WARNS
            )


RULE = rule("topology-key-changed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
