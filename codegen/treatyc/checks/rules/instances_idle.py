"""More instances than partitions.

## What
Reports, for each target on Kafka, an agent with more `instances` than a channel that it reads has partitions.

## Why
Kafka gives each partition to one instance of a group: those above the number of partitions stand idle. Taps and
receivers alike; the memory broker and others share work message by message.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, partitions: 2}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote], instances: 8}
targets:
  dev: {broker: kafka, url: "${KAFKA_URL}"}
```

## Passes
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, partitions: 12}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote], instances: 8}
targets:
  dev: {broker: kafka, url: "${KAFKA_URL}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.checks.wiring import readers
from treatyc.diagnostics import Related, Severity
from treatyc.system.system import System
from treatyc.system.target import Broker, Target


def check(system: System, target: Target) -> Findings:
    """Each agent with an instance to which no partition falls; `per-value` and an unknown number are left alone."""
    if target.broker is not Broker.KAFKA:
        return
    for channel in target.channels:
        partitions = channel.partitions if channel.partitions is not None else target.partitions
        for reader in readers(system, channel) if partitions else ():
            if partitions and reader.agent.instances > partitions:
                yield Finding(
                    f"`{reader.agent.name}` runs {reader.agent.instances} instances, and `{channel.address}` has"
                    f" {partitions} partitions on target `{target.name}`",
                    reader.place,
                    f"set `partitions` to {reader.agent.instances} at least, or run fewer instances",
                    (Related("the channel", channel.place),),
                    (reader.agent, channel),
                )


RULE = Rule("instances-idle", Severity.WARNING, OnTarget(check), __doc__)
