"""A message that is stale before its last retry.

## What
Reports a reading whose channel has a `ttl` that is shorter than the delays of its policy's `backoff` together.

## Why
A stale message is discarded, not processed. The later deliveries that the policy promises can never happen.

## Fails
```yaml
policies:
  patient: {max_deliver: 3, backoff: [1m, 5m], deduplicate: 30m}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: patient, ttl: 2m}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```

## Passes
```yaml
policies:
  patient: {max_deliver: 3, backoff: [1m, 5m], deduplicate: 30m}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: patient, ttl: 15m}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Delivery, Finding, Findings, OnDelivery, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.system import System
from treatyc.system.units import duration_text


def check(system: System, delivery: Delivery) -> Findings:
    """A channel's time to live against the delays of its retries."""
    del system
    channel, policy = delivery.channel, delivery.policy
    delays = policy.retry_horizon_s - policy.max_deliver * policy.ack_wait_s
    if channel.ttl_s is not None and channel.ttl_s < delays:
        yield Finding(
            f"a message on `{channel.address}` is stale after {duration_text(channel.ttl_s)}, before the last delivery"
            f" of policy `{policy.name}`, which waits {duration_text(delays)}",
            channel.place,
            "raise `ttl`, or use a policy with shorter delays or fewer deliveries",
            (Related("the policy", policy.place),),
        )


RULE = Rule("ttl-before-retry", Severity.WARNING, OnDelivery(check), __doc__)
