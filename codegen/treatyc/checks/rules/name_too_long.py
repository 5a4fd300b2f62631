"""A name that the broker would refuse.

## What
Reports, for each target on Kafka, a channel whose topic, retry topic or dead-letter topic (with the target's prefix
and the reader's group) is longer than the 249 characters that a topic's name may have.

## Why
The broker refuses it when the fleet is deployed; the contract can say so today.

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

from collections.abc import Iterator

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.checks.wiring import readers
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.system import System
from treatyc.system.target import Broker, Target
from treatyc.topology import names


def check(system: System, target: Target) -> Findings:
    """The first topic of each channel that Kafka would refuse."""
    if target.broker is not Broker.KAFKA:
        return
    for channel in target.channels:
        for topic in _topics(system, channel):
            problem = names.problem(target.prefix + topic)
            if problem is not None:
                yield Finding(
                    f"`{channel.address}` cannot be a topic of target `{target.name}`: {problem}",
                    channel.place,
                    "shorten the address, the prefix or the name of the reader's group",
                    (Related("the target", target.place),),
                    (channel,),
                )
                break


def _topics(system: System, channel: Channel) -> Iterator[str]:
    yield names.channel(channel.address)
    for reader in readers(system, channel):
        policy = reader.subscription.policy or channel.policy
        group = reader.subscription.group
        yield from names.retries(channel.address, group, policy, channel.order)
        if (dead_letters := names.dead_letters(channel.address, group, policy)) is not None:
            yield dead_letters


RULE = Rule("name-too-long", Severity.ERROR, OnTarget(check), __doc__)
