"""More parameters than a message has room for.

## What
Reports, for each target, a channel with more parameters than its broker's messages have attributes beside the envelope,
and a reader that fixes more of them than a filter of its broker may look at.

## Why
Each parameter is an attribute of the message, so that readers can be filtered. SQS takes ten, and refuses a message
with more; SNS filters by five.

## Fails
```yaml
channels:
  events.order.{a}.{b}.{c}.{d}.{e}.{f}.{g}.{h}.{i}.{j}: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 128KiB}
agents:
  orders: {sends: [events.>]}
  billing: {receives: [events.>]}
targets:
  aws: {broker: sqs}
```

## Passes
```yaml
channels:
  events.order.{country}.{currency}: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 128KiB}
agents:
  orders: {sends: [events.>]}
  billing: {receives: [events.>]}
targets:
  aws: {broker: sqs}
```
"""

from __future__ import annotations

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("broker-attributes", Severity.ERROR, OnBroker(), __doc__)
