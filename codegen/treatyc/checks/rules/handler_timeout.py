"""A handler that may run longer than its message waits for it.

## What
Reports an agent whose `handler_timeout` is longer than the `ack_wait` of a policy that it reads by.

## Why
At the end of `ack_wait` the broker takes the message for lost and gives it to another instance, while the first is
still at work: everything slow is done twice, at the worst time.

## Fails
```yaml
policies:
  quick: {ack_wait: 10s}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: quick}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote], handler_timeout: 25s}
```

## Passes
```yaml
policies:
  quick: {ack_wait: 10s}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: quick}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote], handler_timeout: 8s}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Delivery, Finding, Findings, OnDelivery, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.system import System
from treatyc.system.units import duration_text


def check(system: System, delivery: Delivery) -> Findings:
    """A handler's time against the time that its message waits."""
    del system
    agent, policy = delivery.agent, delivery.policy
    if agent.handler_timeout_s is not None and agent.handler_timeout_s > policy.ack_wait_s:
        yield Finding(
            f"a handler of `{agent.name}` may take {duration_text(agent.handler_timeout_s)}, and policy"
            f" `{policy.name}` delivers again after {duration_text(policy.ack_wait_s)}",
            delivery.subscription.place,
            f"set `handler_timeout` to {duration_text(policy.ack_wait_s)} at most, or give a policy with a longer"
            " `ack_wait`",
            (Related("the policy", policy.place),),
        )


RULE = Rule("handler-timeout", Severity.ERROR, OnDelivery(check), __doc__)
