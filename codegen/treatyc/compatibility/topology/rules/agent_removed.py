"""An agent that is gone while it may be running.

## What
An agent is no longer declared. Where deployments of it are recorded, one of them has not ended.

## Why
With its declaration its permissions go, and its groups. What is sent to it lies unread, and nobody sees that it still
writes.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
  audit: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  audit: {receives: [events.order.placed]}
```

## Passes
It is ended, and recorded as such, first.

```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
  audit: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  audit: {receives: [events.order.placed]}
targets:
  prod: {broker: kafka, url: here}
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


def look(pair: Pair) -> Hits:
    """Each agent that went, was doing something, and is not known to have ended."""
    left = {agent.name for agent in pair.new.agents}
    for agent in pair.old.agents:
        records = [each for each in pair.new.deployments if each.agent == agent.name]
        running = [each.label for each in records if each.until is None]
        if agent.name in left or not (agent.subscriptions or agent.outlets) or (records and not running):
            continue
        what = f"{quoted(sorted(running))} of it still runs" if running else "nothing says that it has ended"
        yield Hit(
            agent.name,
            f"the agent `{agent.name}` is gone, and {what}",
            agent.place,
            pair.new.place,
            "end it, and say so with `treaty record --retire`, before its declaration goes",
            unproven="no message shows it: the broker refuses the agent, and what it read lies unread",
        )


RULE = rule("topology-agent-removed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
