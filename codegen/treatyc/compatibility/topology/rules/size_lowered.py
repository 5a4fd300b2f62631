"""A smaller limit for messages.

## What
The `max_bytes` of a channel with writers is lower than before.

## Why
A message that was allowed is refused before it is sent, and by a broker whose limit follows.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 256KiB}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 64KiB}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 64KiB}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 256KiB}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule
from treatyc.system.units import size_text


def look(pair: Pair) -> Hits:
    """Each channel with a lower limit that somebody writes to."""
    for old, new in pair.channels:
        writers = sorted(pair.now.written_by(new.address))
        if new.max_bytes < old.max_bytes and writers:
            limits = f"{size_text(old.max_bytes)} and now takes {size_text(new.max_bytes)}"
            yield Hit(
                new.address,
                f"`{new.address}` took messages of {limits}, from {quoted(writers)} too",
                key_place(old, "max_bytes"),
                key_place(new, "max_bytes"),
                "keep the larger size, or see that no writer ever needed it",
                unproven=f"any message of more than {size_text(new.max_bytes)} shows it, and would not fit here",
            )


RULE = rule("topology-size-lowered", Category.WIRE, Effect.BREAKS, look, __doc__)
