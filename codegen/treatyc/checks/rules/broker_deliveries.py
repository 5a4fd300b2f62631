"""More attempts than the broker makes.

## What
Reports, for each target, a policy with dead letters whose `max_deliver` is larger than its broker can count.

## Why
Pub/Sub puts a message aside after 100 attempts at the latest: the attempts after that never happen.

## Fails
```yaml
policies:
  stubborn: {max_deliver: 200, backoff: [1s], deduplicate: 6h}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: stubborn}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
targets:
  google: {broker: pubsub, url: "pubsub://${GOOGLE_PROJECT}"}
```

## Passes
```yaml
policies:
  stubborn: {max_deliver: 100, backoff: [1s], deduplicate: 6h}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: stubborn}
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

RULE = Rule("broker-deliveries", Severity.ERROR, OnBroker(), __doc__)
