"""A caller that gives up before the retries are over.

## What
Reports a served command whose `timeout` is shorter than the time that all deliveries of the request can take:
`max_deliver` times `ack_wait`, and the delays of `backoff` between them.

## Why
The caller is told that nothing came, tries something else, and then the work is done all the same. A failure that is
final also comes too late to be heard.

## Fails
```yaml
policies:
  standard: {ack_wait: 30s, max_deliver: 3, backoff: [5s, 15s]}
channels:
  commands.price.quote:
    {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 30s, policy: standard}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [commands.price.quote]}
```

## Passes
```yaml
policies:
  standard: {ack_wait: 30s, max_deliver: 3, backoff: [5s, 15s]}
channels:
  commands.price.quote:
    {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 2m, policy: standard}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Delivery, Finding, Findings, OnDelivery, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading
from treatyc.system.system import System
from treatyc.system.units import duration_text


def check(system: System, delivery: Delivery) -> Findings:
    """A request's timeout against the longest time until its failure is final."""
    del system
    channel, policy = delivery.channel, delivery.policy
    if delivery.subscription.reading is not Reading.SERVES or channel.timeout_s is None:
        return
    horizon = policy.retry_horizon_s
    if channel.timeout_s < horizon:
        yield Finding(
            f"a caller of `{channel.address}` waits {duration_text(channel.timeout_s)}, and the deliveries of policy"
            f" `{policy.name}` can take {duration_text(horizon)}",
            channel.place,
            f"set `timeout` to {duration_text(horizon)} at least, or use a policy with a shorter `ack_wait` or fewer"
            " deliveries",
            (Related("the policy", policy.place), Related("served here", delivery.subscription.place)),
        )


RULE = Rule("request-timeout", Severity.ERROR, OnDelivery(check), __doc__)
