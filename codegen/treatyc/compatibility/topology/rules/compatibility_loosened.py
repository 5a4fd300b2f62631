"""A message of which less is asked than before.

## What
The `compatibility` of the project, or of a channel, is `none` now, and was something else.

## Why
Nothing is asked of these messages any more: a break of them in the same change passes too, and a report that finds
nothing wrong says nothing about them.

## Breaks
```yaml old/treaty.yaml
compatibility: backward
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
```
```yaml new/treaty.yaml
compatibility: none
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
```

## Passes
Another question is still one.

```yaml old/treaty.yaml
compatibility: backward
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
```
```yaml new/treaty.yaml
compatibility: edges
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.mode import Mode
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.rule import Hit, Hits, rule


def look(pair: Pair) -> Hits:
    """Each channel that was asked about, and is not any more."""
    for old, new in pair.channels:
        was, now = old.compatibility or pair.old.compatibility, new.compatibility or pair.new.compatibility
        if now == Mode.NONE.value and was != now:
            yield Hit(
                new.address,
                f"nothing is asked of `{new.address}` any more: its compatibility was `{was}` and is `none`",
                key_place(old, "compatibility"),
                key_place(new, "compatibility"),
                "accept the one finding that is in the way, with `treaty accept`, instead of all that may come",
            )


RULE = rule("topology-compatibility-loosened", Category.SEMANTIC, Effect.WARNS, look, __doc__)
