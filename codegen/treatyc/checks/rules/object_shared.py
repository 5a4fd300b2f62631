"""Two channels that one object at the broker would hold.

## What
Reports channels whose addresses are equal once their parameters are left out, such as `tools.run` and
`tools.run.{tool}`.

## Why
A broker holds one object for each template, named after its plain tokens. Two channels in one object share its
retention, partitions, permissions and groups, whatever each of them declares.

## Fails
```yaml
channels:
  events.order: {kind: event, message: shop.v1.OrderPlaced}
  events.order.{country}: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order, "events.order.{country}"]}
  billing: {receives: [events.>]}
```

## Passes
```yaml
channels:
  events.order.home: {kind: event, message: shop.v1.OrderPlaced}
  events.order.abroad.{country}: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.home, "events.order.abroad.{country}"]}
  billing: {receives: [events.>]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.system import System
from treatyc.topology import names


def check(system: System) -> Findings:
    """Each pair of templates with one stem."""
    for one, other in names.clashes(channel.address for channel in system.channels):
        first, second = system.channel(one), system.channel(other)
        yield Finding(
            f"`{one}` and `{other}` would be one object at the broker, `{names.channel(one)}`",
            second.place,
            "give one of them a token of its own",
            (Related("the other one", first.place),),
            (first, second),
        )


RULE = Rule("object-shared", Severity.ERROR, OnSystem(check), __doc__)
