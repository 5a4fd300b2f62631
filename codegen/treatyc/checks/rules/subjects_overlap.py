"""Two streams for one message.

## What
Reports, for each target on NATS, two channels or what is derived from them whose subjects meet: some concrete address
would be stored in two streams.

## Why
A JetStream refuses the second stream (error 10065), whatever is ever sent.

## Fails
```yaml
channels:
  events.{region}.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.{what}: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: ["events.{region}.placed", "events.order.{what}"]}
  billing: {receives: [events.>]}
targets:
  dev: {broker: nats, url: "${NATS_URL}"}
```

## Passes
```yaml
channels:
  events.placed.{region}: {kind: event, message: shop.v1.OrderPlaced}
  events.order.{what}: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: ["events.placed.{region}", "events.order.{what}"]}
  billing: {receives: [events.>]}
targets:
  dev: {broker: nats, url: "${NATS_URL}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("subjects-overlap", Severity.ERROR, OnBroker(), __doc__)
