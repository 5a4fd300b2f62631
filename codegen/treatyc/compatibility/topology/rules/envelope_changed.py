"""An envelope of another form.

## What
A target got a registry, or lost it.

## Why
With a registry each payload begins with the id of its schema there, without one it does not. A reader that expects
the one cannot read the other, neither what is kept nor what agents that are not deployed anew still send.

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
  prod: {broker: kafka, url: here, registry: "${REGISTRY_URL}"}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
targets:
  prod: {broker: kafka, url: here, registry: "${REGISTRY_URL}"}
```
```yaml new/treaty.yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
targets:
  prod: {broker: kafka, url: here, registry: "${SCHEMA_REGISTRY}"}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, rule
from treatyc.system.target import Broker


def look(pair: Pair) -> Hits:
    """Each target where payloads are framed and were not, or the reverse."""
    for old, new in pair.targets:
        if Broker.MEMORY in (old.broker, new.broker) or (old.registry is None) == (new.registry is None):
            continue
        what = "has a registry now" if new.registry is not None else "has no registry any more"
        yield Hit(
            new.name,
            f"the target `{new.name}` {what}: payloads begin otherwise",
            old.place,
            new.place,
            "declare a target for the new form, and move the agents when nothing is kept at the old one",
            unproven="every message shows it: its first five bytes are the schema's id there or a part of the payload",
        )


RULE = rule("topology-envelope-changed", Category.WIRE, Effect.BREAKS, look, __doc__)
