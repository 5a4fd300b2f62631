"""Another group of readers.

## What
An agent reads a channel in a group of another name than before.

## Why
The broker keeps for each group how far it has read. A new group begins at its `start`: with `earliest` everything
that is kept is handled once more, with `latest` what was not handled yet is skipped.

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
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [{channel: events.order.placed, group: invoices}]}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [{channel: events.order.placed, group: billing}]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule
from treatyc.system.agent import Subscription


def look(pair: Pair) -> Hits:
    """Each reading whose groups are others; a project of another name has a rule of its own."""
    for old, new in pair.channels:
        now = pair.now.read_by(new.address)
        for name, reader in pair.before.read_by(old.address).items():
            if name not in now or not reader.subscriptions or not now[name].subscriptions:
                continue
            was, came = (_groups(each.subscriptions) for each in (reader, now[name]))
            added = sorted(came.keys() - was.keys())
            if added and was.keys() - came.keys():
                start = came[added[0]].start
                again = "skips what it has not read" if start == "latest" else "handles again what is kept"
                yield Hit(
                    f"{new.address}/{name}",
                    f"`{name}` reads `{new.address}` in the group {quoted(added)} now, and {again}",
                    reader.subscriptions[0].place,
                    came[added[0]].place,
                    "keep the group, or set the new one's position by hand before it starts",
                    unproven="every message shows it that is kept when the new group starts",
                )


def _groups(subscriptions: tuple[Subscription, ...]) -> dict[str, Subscription]:
    """The groups without the project's name."""
    return {each.group.partition(".")[2]: each for each in subscriptions}


RULE = rule("topology-group-changed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
