"""Fewer attempts at a message.

## What
The policy of a reading has a smaller `max_deliver` than before.

## Why
What the last attempts would have handled is a dead letter now.

## Breaks
```yaml old/treaty.yaml
policies:
  standard: {max_deliver: 5}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
policies:
  standard: {max_deliver: 2}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
policies:
  standard: {max_deliver: 2}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
policies:
  standard: {max_deliver: 5}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
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
    """Each reading that gives up sooner."""
    for each in pair.deliveries():
        if each.new.max_deliver < each.old.max_deliver:
            now = "once" if each.new.max_deliver == 1 else f"{each.new.max_deliver} times"
            tries = f"tried {each.old.max_deliver} times and is tried {now}"
            yield Hit(
                f"{each.channel}/{each.agent}",
                f"what fails in `{each.agent}` from `{each.channel}` was {tries}",
                each.old_place,
                each.new_place,
                "see that an outage of what the handler needs is over within the attempts that are left",
            )


RULE = rule("topology-attempts-lowered", Category.SEMANTIC, Effect.WARNS, look, __doc__)
