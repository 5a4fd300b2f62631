"""A message larger than its broker takes.

## What
Reports, for each target, a channel whose `max_bytes`, with the room that the envelope needs, is more than the broker of
that target accepts as it is set up by default.

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

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("size-over-broker", Severity.ERROR, OnBroker(), __doc__)
