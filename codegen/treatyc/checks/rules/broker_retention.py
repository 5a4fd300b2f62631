"""A time to keep messages that the broker does not know.

## What
Reports, for each target, a channel or a dead letter whose `retain` lies outside what its broker can do, and a state
that is to keep the latest value of each key on a broker that does not compact.

## Why
The broker refuses the setting, or takes it and keeps messages for another time. SQS keeps them for 14 days, Pub/Sub for
31, RabbitMQ for ten years; a Redis trims a stream by the time of its entries, and none is older than 1970.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 128KiB, retain: 30d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  aws: {broker: sqs}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 128KiB, retain: 30d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  aws: {broker: sqs, overrides: {"events.>": {retain: 14d}}}
```
"""

from __future__ import annotations

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("broker-retention", Severity.ERROR, OnBroker(), __doc__)
