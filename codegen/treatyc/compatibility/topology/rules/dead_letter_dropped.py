"""Dead letters that are kept no longer, or for less long.

## What
The policy of a reading had dead letters and has none any more. Where they are only kept for less long, it is a warning.

## Why
What could not be handled was kept, could be looked at and sent back. Without dead letters it is dropped.

## Breaks
```yaml old/treaty.yaml
policies:
  standard: {max_deliver: 3, dead_letter: {retain: 7d}}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
policies:
  standard: {max_deliver: 3, dead_letter: false}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
policies:
  standard: {max_deliver: 3, dead_letter: {retain: 7d}}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: standard}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
policies:
  standard: {max_deliver: 3, dead_letter: {retain: 14d}}
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
    """Each reading whose failures are dropped, or kept for less long."""
    for each in pair.deliveries():
        before, now = each.old.dead_letter, each.new.dead_letter
        path, places = f"{each.channel}/{each.agent}", (each.old_place, each.new_place)
        if before is not None and now is None:
            yield Hit(
                path,
                f"what `{each.agent}` cannot handle of `{each.channel}` was kept, and is dropped now",
                *places,
                "keep dead letters, if only for a short time",
                unproven=f"any message shows it that fails {each.new.max_deliver} times",
            )
        elif before is not None and now is not None and now.retain_s < before.retain_s:
            kept = f"were kept for {duration_text(before.retain_s)} and are kept for {duration_text(now.retain_s)}"
            yield Hit(
                path,
                f"dead letters of `{each.agent}` from `{each.channel}` {kept}",
                *places,
                "look through what is older before this is applied",
                effect=Effect.WARNS,
            )


RULE = rule("topology-dead-letter-dropped", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
