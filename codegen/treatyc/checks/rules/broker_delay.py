"""A wait that the broker does not do.

## What
Reports, for each target, an `ack_wait` or a `backoff` that is longer than its broker can leave a message unsettled, or
wait before it delivers it again.

## Why
The message comes again while it is still being handled, or far sooner than declared, and the work is done twice. SQS
hides a message for 12 hours, Pub/Sub waits 10 minutes, RabbitMQ before 4.3 closes the reader's channel after 30.

## Fails
```yaml
policies:
  patient: {ack_wait: 5m, max_deliver: 3, backoff: [1m, 30m], deduplicate: 1h}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: patient}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
targets:
  google: {broker: pubsub, url: "pubsub://${GOOGLE_PROJECT}"}
```

## Passes
```yaml
policies:
  patient: {ack_wait: 5m, max_deliver: 3, backoff: [1m, 10m], deduplicate: 1h}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: patient}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
targets:
  google: {broker: pubsub, url: "pubsub://${GOOGLE_PROJECT}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("broker-delay", Severity.ERROR, OnBroker(), __doc__)
