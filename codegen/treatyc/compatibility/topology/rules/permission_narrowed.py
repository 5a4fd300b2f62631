"""An agent that may do less than before.

## What
An agent no longer sends to, calls, receives, taps or serves a channel that is still there, while a release of it that
does is running. Without a record of what runs, one is taken to.

## Why
Permissions follow the contracts. When they are applied the running release is refused, and what it read is read by
nobody in its place.

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
  billing: {}
  audit: {receives: [events.order.placed]}
```

## Passes
A release that no longer reads the channel is deployed and recorded before the permission goes.

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
  billing: {}
  audit: {receives: [events.order.placed]}
targets:
  prod: {broker: kafka, url: here}
```
```text new/deployed.lock
deployment prod billing 2026.11.2 0123456789abcdef 2026-11-21T11:02:00Z -
manifest 0123456789abcdef billing
```
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, rule
from treatyc.source import Place
from treatyc.system.agent import Agent, Writing


def look(pair: Pair) -> Hits:
    """Each thing that an agent did with a channel, and does not any more."""
    for old, new in pair.agents:
        now = {(verb, channel) for verb, channel, _, _ in _uses(new)}
        for verb, channel, place, sends in _uses(old):
            there = pair.new.find_channel(channel) is not None
            if (verb, channel) not in now and there and pair.runs(old.name, channel, sends=sends):
                yield Hit(
                    f"{channel}/{old.name}/{verb}",
                    f"`{old.name}` no longer {verb} `{channel}`, and a release of it that does may be running",
                    place,
                    new.place,
                    "deploy a release without it and `treaty record` it, then take the permission away",
                    unproven="no message shows it: the broker refuses the agent",
                )


def _uses(agent: Agent) -> Iterator[tuple[str, str, Place, bool]]:
    """What an agent does with each channel, where it says so, and whether that is writing."""
    for outlet in agent.outlets:
        verb = "calls" if outlet.writing is Writing.CALLS else "sends to"
        yield from ((verb, match.channel, outlet.place, True) for match in outlet.matches)
    for each in agent.subscriptions:
        yield from ((each.reading.value, match.channel, each.place, False) for match in each.matches)


RULE = rule("topology-permission-narrowed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
