"""A project of another name.

## What
The `name` of the project changed.

## Why
It is a part of each group and of each message's `source`. All groups are new ones, which begin at their start and
handle again what is kept; and what was sent before is no longer recognised as a duplicate.

## Breaks
```yaml old/treaty.yaml
treaty: 1
name: shop
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
treaty: 1
name: store
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
treaty: 1
name: shop
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
treaty: 1
name: shop
description: The best shop in town.
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, rule


def look(pair: Pair) -> Hits:
    """The two names, where they are not the same."""
    if pair.old.name != pair.new.name and pair.old.agents:
        yield Hit(
            pair.new.name,
            f"the project `{pair.old.name}` is called `{pair.new.name}`: every group starts anew",
            pair.old.place,
            pair.new.place,
            "keep the name, which nobody but brokers and programs see",
            unproven="every message shows it that is kept when the new groups start",
        )


RULE = rule("topology-project-renamed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
