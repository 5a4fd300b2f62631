"""A target without an address.

## What
Reports a target whose broker is reached over a network and that has no `url`.

## Why
Nothing can connect to it, and nothing can be set up there.

## Fails
```yaml
targets:
  dev: {broker: kafka}
```

## Passes
```yaml
targets:
  dev: {broker: kafka, url: "${KAFKA_URL}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Severity
from treatyc.system.system import System
from treatyc.system.target import Broker, Target

_BY_NAME = (Broker.MEMORY, Broker.SQS, Broker.PUBSUB)
"""Brokers that need no address: in the same process, or found by the cloud's own client."""


def check(system: System, target: Target) -> Findings:
    """A networked broker of which nobody knows where it is."""
    del system
    if target.url is None and target.broker not in _BY_NAME:
        yield Finding(
            f"target `{target.name}` does not say where its {target.broker.value} is",
            target.place,
            f'add `url`, such as `url: "${{{target.broker.value.upper()}_URL}}"`',
        )


RULE = Rule("target-url", Severity.ERROR, OnTarget(check), __doc__)
