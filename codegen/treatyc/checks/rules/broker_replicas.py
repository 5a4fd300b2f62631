"""More copies than the broker keeps.

## What
Reports a target whose `replicas` are more than its broker can have.

## Why
A JetStream has five at most, and refuses the stream.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  prod: {broker: nats, url: "${NATS_URL}", replicas: 7}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  prod: {broker: nats, url: "${NATS_URL}", replicas: 5}
```
"""

from __future__ import annotations

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("broker-replicas", Severity.ERROR, OnBroker(), __doc__)
