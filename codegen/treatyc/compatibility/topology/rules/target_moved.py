"""A target whose messages lie elsewhere.

## What
A target has another `broker`, or another `prefix` of the names of its objects.

## Why
Agents of the old and the new contracts do not meet there any more, and what is kept stays behind.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
targets:
  prod: {broker: kafka, url: here}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
targets:
  prod: {broker: kafka, url: here, prefix: shop.}
```

## Passes
A target of its own for the new place.

```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
targets:
  prod: {broker: kafka, url: here}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
targets:
  prod: {broker: kafka, url: here}
  prod_shared: {broker: kafka, url: here, prefix: shop.}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, rule
from treatyc.system.target import Broker


def look(pair: Pair) -> Hits:
    """Each target that is another place; a broker within the process keeps nothing that could stay behind."""
    for old, new in pair.targets:
        if old.broker is Broker.MEMORY or (old.broker, old.prefix) == (new.broker, new.prefix):
            continue
        was, now = (f"{each.broker.value} with the prefix `{each.prefix}`" for each in (old, new))
        yield Hit(
            new.name,
            f"the target `{new.name}` was {was} and is {now}",
            old.place,
            new.place,
            "declare a target for the new place, and move the agents when nothing is kept at the old one",
            unproven="every message shows it: none of the old place reaches the new one",
        )


RULE = rule("topology-target-moved", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
