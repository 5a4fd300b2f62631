"""A tap on something that is no work.

## What
Reports a `taps` reference that covers a channel of another kind than `command`.

## Why
A tap sees work without taking it from the pool. Events and metrics go to every group anyway: there `receives` says
what is meant, and gives the delivery policy that goes with it.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  audit: {taps: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  audit: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Delivery, Finding, Findings, OnDelivery, Rule
from treatyc.checks.wiring import is_work
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading
from treatyc.system.system import System


def check(system: System, delivery: Delivery) -> Findings:
    """A tapped channel that is no command."""
    del system
    channel = delivery.channel
    if delivery.subscription.reading is Reading.TAPS and not is_work(channel):
        yield Finding(
            f"`{delivery.agent.name}` taps `{channel.address}`, which is of kind `{channel.kind.value}` and no work",
            delivery.subscription.place,
            "write `receives`: every group gets each message of it",
            (Related("declared here", channel.place),),
        )


RULE = Rule("tap-without-work", Severity.ERROR, OnDelivery(check), __doc__)
