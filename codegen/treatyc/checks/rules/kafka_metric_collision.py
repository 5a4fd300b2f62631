"""Two topics that Kafka's metrics cannot tell apart.

## What
Reports, where a target's broker is Kafka, two channels whose topics differ only in `.` and `_`.

## Why
Kafka writes both characters as `_` in the names of its metrics and refuses, or warns about, the second topic:
`events.order_placed` and `events.order.placed` collide.

## Fails
```yaml
channels:
  events.order_placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed, events.order_placed]}
  billing: {receives: [events.order.placed, events.order_placed]}
targets:
  dev: {broker: kafka, url: "${KAFKA_URL}"}
```

## Passes
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed, events.order.packed]}
  billing: {receives: [events.>]}
targets:
  dev: {broker: kafka, url: "${KAFKA_URL}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology import names


def check(system: System, target: Target) -> Findings:
    """Each topic whose metrics another topic already has."""
    del system
    if target.broker is not Broker.KAFKA:
        return
    holders: dict[str, Channel] = {}
    for channel in target.channels:
        topic = names.channel(channel.address)
        holder = holders.setdefault(topic.replace(".", "_"), channel)
        if names.channel(holder.address) != topic:
            yield Finding(
                f"Kafka's metrics cannot tell the topics of `{holder.address}` and `{channel.address}` apart",
                channel.place,
                "use `-` instead of `_`, or another word",
                (Related("the other one", holder.place), Related("on this target", target.place)),
                (holder, channel),
            )


RULE = Rule("kafka-metric-collision", Severity.ERROR, OnTarget(check), __doc__)
