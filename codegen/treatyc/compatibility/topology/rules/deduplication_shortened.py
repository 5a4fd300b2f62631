"""Duplicates that are recognised for less long, or not at all.

## What
The policy of a reading has a shorter `deduplicate` than before, or none.

## Why
A message that comes again after that time is handled twice.

## Breaks
```yaml old/treaty.yaml
policies:
  standard: {deduplicate: 1h}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
policies:
  standard: {deduplicate: false}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
policies:
  standard: {deduplicate: 10m}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
policies:
  standard: {deduplicate: 1h}
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
from treatyc.system.units import duration_text


def look(pair: Pair) -> Hits:
    """Each reading that forgets sooner what it has handled."""
    for each in pair.deliveries():
        if each.new.deduplicate_s < each.old.deduplicate_s:
            now = f"for {duration_text(each.new.deduplicate_s)} now" if each.new.deduplicate_s else "no longer"
            yield Hit(
                f"{each.channel}/{each.agent}",
                f"`{each.agent}` recognises duplicates of `{each.channel}` {now}",
                each.old_place,
                each.new_place,
                "see that the handler may run twice for one message",
            )


RULE = rule("topology-deduplication-shortened", Category.SEMANTIC, Effect.WARNS, look, __doc__)
