"""A duplicate that is recognised for longer than messages are kept.

## What
Reports, for each target on NATS, a channel whose policy has a `deduplicate` longer than its `retain`.

## Why
A JetStream looks for duplicates among what it keeps, and refuses a stream whose window is longer than its age (P17).

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 5m}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  dev: {broker: nats, url: "${NATS_URL}"}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, retain: 1h}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  dev: {broker: nats, url: "${NATS_URL}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("deduplicate-over-age", Severity.ERROR, OnBroker(), __doc__)
