"""A time to keep messages that the broker does not know.

## What
Reports, for each target, a channel or a dead letter whose `retain` lies outside what its broker can do, and a state
that is to keep the latest value of each key on a broker that does not compact.

## Why
The broker refuses the setting, or takes it and keeps messages for another time: a RabbitMQ accepts 60 days in a policy,
and its queue does not do it. SQS keeps messages for 14 days, Pub/Sub for 31, RabbitMQ for 49.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 60d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  dev: {broker: rabbitmq, url: "${RABBITMQ_URL}"}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 60d}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  dev: {broker: rabbitmq, url: "${RABBITMQ_URL}", overrides: {"events.>": {retain: 49d}}}
```
"""

from __future__ import annotations

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("broker-retention", Severity.ERROR, OnBroker(), __doc__)
