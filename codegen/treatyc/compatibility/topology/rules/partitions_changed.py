"""Another number of partitions.

## What
A channel has more or fewer partitions at a target than before.

## Why
A key's partition is its hash modulo their number. With another number the messages of a key go elsewhere, and may
overtake those that are kept where they went before. A Kafka cannot take partitions away at all.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id, partitions: 6}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, key: order_id, partitions: 12}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
Without a key there is no order to lose.

```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, partitions: 6}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, partitions: 12}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.partitioner import moved
from treatyc.compatibility.topology.rule import Hit, Hits, named, rule
from treatyc.source import Place
from treatyc.system.channel import Channel, Order
from treatyc.system.target import Broker, Target
from treatyc.topology.kafka.topics import PARTITIONS

_HELP = "declare a channel with the new number, or raise it while the channel is empty"


def look(pair: Pair) -> Hits:
    """Each channel whose number is another one, by itself or by its target."""
    for target, old, new, before, now in _counted(pair):
        if before == now:
            continue
        places: tuple[Place, Place] = (key_place(old, "partitions"), key_place(new, "partitions"))
        message = f"`{new.address}` had {before} partitions and has {now}{named(target)}"
        if new.key is not None and new.order is not Order.NONE:
            yield Hit(new.address, message, *places, _HELP, moved(new.key.value, before, now))
        elif now < before:
            why = "no message shows it: a Kafka refuses to take partitions away"
            yield Hit(new.address, message, *places, _HELP, unproven=why)


def _counted(pair: Pair) -> Iterator[tuple[str, Channel, Channel, int, int]]:
    """What each target makes of each channel; what is declared, where there is no target that could."""
    live = [(old, new) for old, new in pair.targets if Broker.MEMORY not in (old.broker, new.broker)]
    for was, target in live:
        channels = {channel.address: channel for channel in target.channels}
        for old in was.channels:
            if (new := channels.get(old.address)) is not None:
                yield target.name, old, new, _count(old, was), _count(new, target)
    for old, new in pair.channels if not live else ():
        yield "", old, new, old.partitions or PARTITIONS, new.partitions or PARTITIONS


def _count(channel: Channel, target: Target) -> int:
    return channel.partitions or target.partitions or PARTITIONS


RULE = rule("topology-partitions-changed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
