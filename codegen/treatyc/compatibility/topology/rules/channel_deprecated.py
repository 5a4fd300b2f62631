"""A channel that is deprecated from now on, while agents use it.

## What
A channel got `deprecated: true`, and has readers or writers.

## Why
It is the right first step of taking a channel away, and those who use it should know.

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
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, deprecated: true}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, deprecated: true}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, deprecated: true}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule


def look(pair: Pair) -> Hits:
    """Each channel that was in good standing before."""
    for old, new in pair.channels:
        users = sorted({*pair.now.read_by(new.address), *pair.now.written_by(new.address)})
        if new.deprecated and not old.deprecated and users:
            yield Hit(
                new.address,
                f"`{new.address}` is deprecated from now on, and {quoted(users)} use it",
                old.place,
                key_place(new, "deprecated"),
                "say in its description what comes in its place, and move these agents there",
            )


RULE = rule("topology-channel-deprecated", Category.SEMANTIC, Effect.NOTES, look, __doc__)
