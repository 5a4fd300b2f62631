"""Production with a single copy.

## What
Reports a target marked `production` with fewer than three `replicas`, or none given.

## Why
With one copy the loss of a node is the loss of its messages. With two, one of them down means that nothing more is
accepted safely. Three survive one failure (P16, P18).

## Fails
```yaml
targets:
  prod: {broker: kafka, url: "${KAFKA_URL}", production: true, replicas: 1}
```

## Passes
```yaml
targets:
  prod: {broker: kafka, url: "${KAFKA_URL}", production: true, replicas: 3}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Severity
from treatyc.system.system import System
from treatyc.system.target import Broker, Target

_ENOUGH = 3
_MANAGED = (Broker.MEMORY, Broker.SQS, Broker.PUBSUB)
"""Brokers that have no copies to count: one has none, the others' operators see to it."""


def check(system: System, target: Target) -> Findings:
    """A production target that does not survive the loss of a node."""
    del system
    if not target.production or target.broker in _MANAGED:
        return
    if target.replicas is None:
        yield Finding(
            f"target `{target.name}` is for production, and does not say how many copies its broker keeps",
            target.place,
            f"set `replicas: {_ENOUGH}`",
        )
    elif target.replicas < _ENOUGH:
        yield Finding(
            f"target `{target.name}` is for production, and keeps {target.replicas} of the {_ENOUGH} copies that"
            " survive the loss of a node",
            target.place,
            f"set `replicas: {_ENOUGH}`",
        )


RULE = Rule("production-replicas", Severity.ERROR, OnTarget(check), __doc__)
