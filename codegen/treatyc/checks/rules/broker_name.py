"""A name that the broker would refuse.

## What
Reports, for each target, a channel or a reader whose objects at the broker would have a name that it does not take: too
long with the target's prefix and the reader's group, one that the broker keeps for itself, or a principal that means
everyone to it.

## Why
The broker refuses it when the fleet is deployed, or takes it for something else; the contract can say so today. Kafka
has names of 249 characters, RabbitMQ of 255 bytes, NATS and Pub/Sub of 255 characters; names for SQS are cut.

## Fails
```yaml
channels:
  events.small-parcel-of-an-order-that-a-customer-placed.left-the-warehouse-in-the-hands-of-a-carrier-that-we-know:
    {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.>]}
  department_of_bills_and_reminders_and_everything_that_has_to_do: {receives: [events.>]}
targets:
  dev: {broker: kafka, url: "${KAFKA_URL}", prefix: environment-of-the-developers-of-the-northern-branch-office.}
```

## Passes
```yaml
channels:
  events.parcel.left: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.>]}
  billing: {receives: [events.>]}
targets:
  dev: {broker: kafka, url: "${KAFKA_URL}", prefix: dev.}
```
"""

from __future__ import annotations

from treatyc.checks.rule import OnBroker, Rule
from treatyc.diagnostics import Severity

RULE = Rule("broker-name", Severity.ERROR, OnBroker(), __doc__)
