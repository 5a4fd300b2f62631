"""A group that skips the work that came before it.

## What
Reports an agent that receives or serves a `command` from `latest` or from a point in time.

## Why
A new group that begins at the end never sees what was sent before it first ran: work that was asked for is not done,
and nobody is told. For events it may be right, for work it never is.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [{channel: commands.price.quote, start: latest}]}
```

## Passes
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Delivery, Finding, Findings, OnDelivery, Rule
from treatyc.checks.wiring import is_work
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading
from treatyc.system.system import System


def check(system: System, delivery: Delivery) -> Findings:
    """A taker of work that does not begin at the beginning."""
    del system
    subscription, channel = delivery.subscription, delivery.channel
    takes = subscription.reading is not Reading.TAPS
    if takes and is_work(channel) and subscription.start != "earliest":
        yield Finding(
            f"`{delivery.agent.name}` starts `{channel.address}` at `{subscription.start}`, and skips the work before",
            subscription.place,
            "leave `start` out, and bound the age of work by a `ttl` on the channel",
            (Related("the work", channel.place),),
        )


RULE = Rule("start-skips-work", Severity.ERROR, OnDelivery(check), __doc__)
