"""Messages that are kept for less long than before.

## What
The `retain` of a channel with readers is shorter, as declared or at a target. It breaks where a reader asks for more:
where a message may be alive longer by its `ttl`, is tried again for longer, or where a reader starts at a set time.

## Why
When the shorter time is applied, the broker deletes at once what is older. A reader that stood still loses what it had
not read, and one that starts anew sees less of the past.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 30d, ttl: 14d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 7d, ttl: 14d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 7d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 30d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair, key_place
from treatyc.compatibility.topology.rule import Hit, Hits, named, quoted, rule
from treatyc.compatibility.traffic import Reader
from treatyc.system.channel import Channel
from treatyc.system.units import duration_text


def look(pair: Pair) -> Hits:
    """Each channel with readers that is kept for less long."""
    for target, old, new in pair.everywhere():
        readers = pair.now.read_by(new.address)
        if new.retain_s >= old.retain_s or not readers:
            continue
        needs = [need for reader in readers.values() if (need := _need(new, reader))]
        kept = f"`{new.address}` was kept for {duration_text(old.retain_s)} and is kept for"
        message = f"{kept} {duration_text(new.retain_s)}{named(target)}"
        more = f", and {needs[0]}" if needs else f"; {quoted(sorted(readers))} may stand still for longer"
        yield Hit(
            new.address,
            f"{message}{more}",
            key_place(old, "retain"),
            key_place(new, "retain"),
            "keep the longer time until every reader is past what would go",
            unproven="every message shows it that is older than the new time when it is applied" if needs else "",
            effect=None if needs else Effect.WARNS,
        )


def _need(channel: Channel, reader: Reader) -> str:
    """Why a reader asks for more than is kept; empty where it does not."""
    if channel.ttl_s is not None and channel.ttl_s > channel.retain_s:
        return f"a message is alive for {duration_text(channel.ttl_s)}"
    for policy in reader.policies(channel):
        if policy.retry_horizon_s > channel.retain_s:
            return f"`{reader.agent.name}` tries again for {duration_text(policy.retry_horizon_s)}"
    starts = [each.start for each in reader.subscriptions if each.start not in ("earliest", "latest")]
    return f"`{reader.agent.name}` asks for all since {starts[0]}" if starts else ""


RULE = rule("topology-retention-shortened", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
