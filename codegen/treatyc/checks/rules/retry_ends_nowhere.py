"""Retries that end nowhere.

## What
Reports a policy that has its dead letters switched off, where something other than metrics is read by it.

## Why
After the last delivery the message is neither handled nor kept: it stays where it is until it ages out, and nobody
learns of it. A dead letter holds the original bytes and the error, can be looked at, and can be sent back (P22).

## Fails
```yaml
policies:
  strict: {max_deliver: 3, dead_letter: false}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: strict}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```

## Passes
```yaml
policies:
  strict: {max_deliver: 3, dead_letter: {retain: 30d}}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: strict}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Delivery, Finding, Findings, OnDelivery, Rule
from treatyc.diagnostics import Severity
from treatyc.system.channel import Kind
from treatyc.system.system import System


def check(system: System, delivery: Delivery) -> Findings:
    """A reading that gives messages up without keeping them; the loss of a measurement is nobody's loss."""
    del system
    policy = delivery.policy
    if policy.dead_letter is None and delivery.channel.kind is not Kind.METRIC:
        times = "one delivery" if policy.max_deliver == 1 else f"{policy.max_deliver} deliveries"
        yield Finding(
            f"policy `{policy.name}` gives a message up after {times} and keeps it nowhere",
            policy.place,
            "remove `dead_letter: false`",
        )


RULE = Rule("retry-ends-nowhere", Severity.ERROR, OnDelivery(check), __doc__)
