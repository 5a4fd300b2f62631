"""A message larger than its broker takes.

## What
Reports, for each target, a channel whose `max_bytes` is more than the broker of that target accepts at all.

## Why
The sender's own check lets the message pass, and the broker refuses it. Large content travels better by reference
(P5).

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 2MiB}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  dev: {broker: nats, url: "${NATS_URL}"}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 512KiB}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  dev: {broker: nats, url: "${NATS_URL}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.system.units import size_text

_LIMITS = {
    # Kafka's limit is set for each topic, which `apply` does; what no broker should hold is bounded all the same.
    Broker.KAFKA: 64 * 1024**2,
    Broker.NATS: 1024**2,
    Broker.SQS: 1024**2,
    Broker.PUBSUB: 10 * 1000**2,
    Broker.RABBITMQ: 16 * 1024**2,
    Broker.REDIS: 512 * 1024**2,
}


def check(system: System, target: Target) -> Findings:
    """Each channel whose largest message would be refused."""
    del system
    limit = _LIMITS.get(target.broker)
    for channel in target.channels:
        if limit is not None and channel.max_bytes > limit:
            yield Finding(
                f"`{channel.address}` allows messages of {size_text(channel.max_bytes)}, and"
                f" {target.broker.value} takes {size_text(limit)} at most",
                channel.place,
                "lower `max_bytes`, and send large content by reference",
                (Related("on this target", target.place),),
                (channel,),
            )


RULE = Rule("size-over-broker", Severity.ERROR, OnTarget(check), __doc__)
