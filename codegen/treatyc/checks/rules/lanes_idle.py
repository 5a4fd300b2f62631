"""More lanes than messages in flight.

## What
Reports a subscription whose `concurrency` is larger than the `in_flight` of its policy.

## Why
No more than `in_flight` messages are held at a time: the lanes above that never have work.

## Fails
```yaml
policies:
  gentle: {in_flight: 4}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: gentle}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [{channel: commands.price.quote, concurrency: 32}]}
```

## Passes
```yaml
policies:
  gentle: {in_flight: 64}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: gentle}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [{channel: commands.price.quote, concurrency: 32}]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Delivery, Finding, Findings, OnDelivery, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Subscription
from treatyc.system.system import System

_CONCURRENCY = Subscription.__dataclass_fields__["concurrency"].default


def check(system: System, delivery: Delivery) -> Findings:
    """What a subscription wants at once against what its policy lets it hold."""
    del system
    subscription, policy = delivery.subscription, delivery.policy
    count = subscription.concurrency
    if count != _CONCURRENCY and count > policy.in_flight:
        yield Finding(
            f"`{subscription.pattern}` asks for a `concurrency` of {count}, and policy `{policy.name}` holds"
            f" {policy.in_flight} messages at most",
            subscription.place,
            f"set `in_flight` to {count} at least, or `concurrency` to {policy.in_flight} at most",
            (Related("the policy", policy.place),),
        )


RULE = Rule("lanes-idle", Severity.WARNING, OnDelivery(check), __doc__)
