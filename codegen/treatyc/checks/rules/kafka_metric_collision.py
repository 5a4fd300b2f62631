"""Two topics that Kafka's metrics cannot tell apart.

## What
Reports, where a target's broker is Kafka, two topics that differ only in `.` and `_`: those of channels, and what their
readers need for retries and dead letters.

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

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("kafka-metric-collision", Severity.ERROR, OnBroker(), __doc__)
