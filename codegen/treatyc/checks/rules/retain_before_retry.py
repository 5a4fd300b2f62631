"""Messages that are gone before they were retried.

## What
Reports a reading whose channel keeps messages (`retain`) for less time than all deliveries of its policy can take.

## Why
What the broker has deleted cannot be delivered again: the message is lost without a dead letter. A target's override
can do this to a channel that is right everywhere else.

## Fails
```yaml
policies:
  patient: {ack_wait: 10m, max_deliver: 5, deduplicate: 2h}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: patient, retain: 30m}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
policies:
  patient: {ack_wait: 10m, max_deliver: 5, deduplicate: 2h}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: patient, retain: 1d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Delivery, Finding, Findings, OnDelivery, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.units import duration_text


def check(system: System, delivery: Delivery) -> Findings:
    """A channel's retention against the time that its deliveries can take."""
    del system
    channel, policy = delivery.channel, delivery.policy
    horizon = policy.retry_horizon_s
    if channel.kind is not Kind.REPLY and channel.retain_s < horizon:
        yield Finding(
            f"`{channel.address}` keeps messages for {duration_text(channel.retain_s)}, and the deliveries of policy"
            f" `{policy.name}` can take {duration_text(horizon)}",
            channel.place,
            f"set `retain` to {duration_text(horizon)} at least",
            (Related("the policy", policy.place), Related("read here", delivery.subscription.place)),
        )


RULE = Rule("retain-before-retry", Severity.ERROR, OnDelivery(check), __doc__)
