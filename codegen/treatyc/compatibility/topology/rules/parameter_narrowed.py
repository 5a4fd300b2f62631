"""Fewer values for a parameter.

## What
A parameter of a channel lost one of its listed values, or has a list where it had none.

## Why
What is sent to an address with another value is for no channel that the new contracts know.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.{country}: {kind: event, message: shop.v1.OrderPlaced, parameters: {country: [de, fr]}}
agents:
  orders: {sends: ["events.order.{country}"]}
  billing: {receives: ["events.order.*"]}
```
```yaml new/treaty.yaml
channels:
  events.order.{country}: {kind: event, message: shop.v1.OrderPlaced, parameters: {country: [de]}}
agents:
  orders: {sends: ["events.order.{country}"]}
  billing: {receives: ["events.order.*"]}
```

## Passes
```yaml old/treaty.yaml
channels:
  events.order.{country}: {kind: event, message: shop.v1.OrderPlaced, parameters: {country: [de]}}
agents:
  orders: {sends: ["events.order.{country}"]}
  billing: {receives: ["events.order.*"]}
```
```yaml new/treaty.yaml
channels:
  events.order.{country}: {kind: event, message: shop.v1.OrderPlaced, parameters: {country: [de, fr]}}
agents:
  orders: {sends: ["events.order.{country}"]}
  billing: {receives: ["events.order.*"]}
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, quoted, rule


def look(pair: Pair) -> Hits:
    """Each parameter that may be less than before."""
    for old, new in pair.channels:
        now = {parameter.name: parameter for parameter in new.parameters}
        for before in old.parameters:
            after = now[before.name]
            lost = [value for value in before.values if value not in after.values]
            if not after.values or (before.values and not lost):
                continue
            what = f"can no longer be {quoted(lost)}" if before.values else f"can only be {quoted(after.values)} now"
            yield Hit(
                f"{new.address}/{before.name}",
                f"`{before.name}` of `{new.address}` {what}",
                before.place,
                after.place,
                "keep the value until nobody sends to it and nothing is kept there",
                unproven="every message to such an address shows it: no new reader takes it for its own",
            )


RULE = rule("topology-parameter-narrowed", Category.WIRE, Effect.BREAKS, look, __doc__)
