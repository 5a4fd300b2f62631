"""A channel of another kind.

## What
The `kind` of a channel changed.

## Why
The kind says how messages are shared among readers and for how long they are kept: a command is taken by one of a pool,
an event by everybody. Agents of the old and the new contracts would treat the same messages differently.

## Breaks
```yaml old/treaty.yaml
channels:
  work.order: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [work.order]}
  billing: {receives: [work.order]}
```
```yaml new/treaty.yaml
channels:
  work.order: {kind: command, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [work.order]}
  billing: {receives: [work.order]}
```

## Passes
```yaml old/treaty.yaml
channels:
  work.order: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [work.order]}
  billing: {receives: [work.order]}
```
```yaml new/treaty.yaml
channels:
  work.order: {kind: event, message: shop.v1.OrderPlaced}
  commands.order: {kind: command, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [work.order, commands.order]}
  billing: {receives: [work.order, commands.order]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.rule import Hit, Hits, rule


def look(pair: Pair) -> Hits:
    """Each channel whose kind is another one."""
    for old, new in pair.channels:
        if old.kind is not new.kind:
            yield Hit(
                new.address,
                f"`{new.address}` was of kind {old.kind.value} and is of kind {new.kind.value}",
                key_place(old, "kind"),
                key_place(new, "kind"),
                "declare a channel of the new kind beside it, and move its agents one by one",
                unproven="the bytes of a message stay as they are; who gets it, and how often, changes",
            )


RULE = rule("topology-kind-changed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
