"""A target that is gone while agents may be running there.

## What
A target is no longer declared, or is called otherwise. It was for production, or `deployed.lock` says that releases run
there; where no target is either of these, it had a broker that stores messages.

## Why
Nothing is asked any more about what runs there, and the records of it count for nothing: a break of those versions
would pass unseen.

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
  live: {broker: kafka, url: here}
```

## Passes
What ran there is ended, and recorded as such, first.

```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
targets:
  prod: {broker: kafka, url: here}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
```
```text new/deployed.lock
deployment prod billing 2026.11.1 0123456789abcdef 2026-11-20T11:02:00Z 2026-11-21T11:02:00Z
manifest 0123456789abcdef billing
  receives events.order.placed shop.v1.OrderPlaced 1.0 0123456789abcdef
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule
from treatyc.system.system import System
from treatyc.system.target import Broker, Target


def look(pair: Pair) -> Hits:
    """Each target that went, counted, and is not known to be empty."""
    left = {target.name for target in pair.new.targets}
    for target in _counted(pair.old):
        records = [each for each in pair.new.deployments if each.target == target.name]
        running = sorted({f"{each.agent} {each.label}" for each in records if each.until is None})
        if target.name in left or (records and not running):
            continue
        runs = f"{quoted(running)} still run{'' if len(running) > 1 else 's'} there"
        what = runs if running else "nothing says that agents there have ended"
        yield Hit(
            target.name,
            f"the target `{target.name}` is gone, and {what}",
            target.place,
            pair.new.place,
            "keep it; or end what runs there, and say so with `treaty record --retire`, before its declaration goes",
            unproven="no message shows it: nothing is asked any more about what runs there",
        )


def _counted(system: System) -> list[Target]:
    """The targets of which the order of deployment tells."""
    recorded = {each.target for each in system.deployments}
    live = [target for target in system.targets if target.broker is not Broker.MEMORY]
    return [target for target in live if target.production or target.name in recorded] or live


RULE = rule("topology-target-removed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
