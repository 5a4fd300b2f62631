"""Messages that grow stale sooner, or at all.

## What
A channel with readers got a `ttl`, or a shorter one. Replies live as long as somebody waits for them, and are left out.

## Why
What is older is dropped unseen. Work that survived a weekend without workers is gone on Monday.

## Breaks
```yaml old/treaty.yaml
channels:
  commands.price.get: {kind: command, message: shop.v1.PriceRequest}
agents:
  shop: {sends: [commands.price.get]}
  pricing: {receives: [commands.price.get]}
```
```yaml new/treaty.yaml
channels:
  commands.price.get: {kind: command, message: shop.v1.PriceRequest, ttl: 5m}
agents:
  shop: {sends: [commands.price.get]}
  pricing: {receives: [commands.price.get]}
```

## Passes
```yaml old/treaty.yaml
channels:
  commands.price.get: {kind: command, message: shop.v1.PriceRequest, ttl: 5m}
agents:
  shop: {sends: [commands.price.get]}
  pricing: {receives: [commands.price.get]}
```
```yaml new/treaty.yaml
channels:
  commands.price.get: {kind: command, message: shop.v1.PriceRequest, ttl: 1h}
agents:
  shop: {sends: [commands.price.get]}
  pricing: {receives: [commands.price.get]}
```
"""

from __future__ import annotations

import math

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule
from treatyc.system.channel import Kind
from treatyc.system.units import duration_text


def look(pair: Pair) -> Hits:
    """Each channel whose messages are dropped sooner."""
    for old, new in pair.channels:
        readers = sorted(pair.now.read_by(new.address))
        before, now = (math.inf if channel.ttl_s is None else channel.ttl_s for channel in (old, new))
        if now < before and readers and new.kind is not Kind.REPLY:
            was = "never grew stale" if math.isinf(before) else f"were stale after {duration_text(before)}"
            stale = f"{was} and are stale after {duration_text(now)}"
            yield Hit(
                new.address,
                f"messages of `{new.address}` {stale}, for {quoted(readers)} too",
                key_place(old, "ttl"),
                key_place(new, "ttl"),
                "leave the longer time, or make sure that no reader is ever away for the new one",
                unproven=f"every message shows it that waits for longer than {duration_text(now)}",
            )


RULE = rule("topology-ttl-shortened", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
