"""Another beginning for a group of readers.

## What
A subscription has another `start` than before.

## Why
A group that has read already goes on where it was: the new start counts where the group is new, or its position is
lost.

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
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [{channel: events.order.placed, start: latest}]}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [{channel: events.order.placed, start: earliest}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, rule


def look(pair: Pair) -> Hits:
    """Each subscription of the same group whose start is another one."""
    for old, new in pair.channels:
        now = pair.now.read_by(new.address)
        for name, reader in pair.before.read_by(old.address).items():
            came = {each.group: each for each in now[name].subscriptions} if name in now else {}
            for before in reader.subscriptions:
                after = came.get(before.group)
                if after is not None and after.start != before.start:
                    yield Hit(
                        f"{new.address}/{name}",
                        f"`{name}` began `{new.address}` at {before.start} and begins at {after.start}",
                        before.place,
                        after.place,
                        "nothing, where the group has read before; else see that the new start is meant",
                    )


RULE = rule("topology-start-changed", Category.SEMANTIC, Effect.WARNS, look, __doc__)
