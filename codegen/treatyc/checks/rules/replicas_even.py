"""Copies that add nothing.

## What
Reports a target on NATS or RabbitMQ with an even number of `replicas`.

## Why
Most of the copies must agree on each message. Two of two and three of four are most, so two copies survive no failure,
and four survive one, as three do: the last copy costs, and saves nothing (P18).

## Fails
```yaml
targets:
  dev: {broker: nats, url: "${NATS_URL}", replicas: 4}
```

## Passes
```yaml
targets:
  dev: {broker: nats, url: "${NATS_URL}", replicas: 3}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Severity
from treatyc.system.system import System
from treatyc.system.target import Broker, Target

_OF_A_MAJORITY = (Broker.NATS, Broker.RABBITMQ)


def check(system: System, target: Target) -> Findings:
    """A number of copies of which one is idle."""
    del system
    if target.broker in _OF_A_MAJORITY and target.replicas is not None and target.replicas % 2 == 0:
        fewer = target.replicas - 1
        yield Finding(
            f"the {target.replicas} copies of target `{target.name}` survive no more failures than {fewer}",
            target.place,
            f"set `replicas` to {fewer} or {target.replicas + 1}",
        )


RULE = Rule("replicas-even", Severity.WARNING, OnTarget(check), __doc__)
