"""Production whose agents register schemas by themselves.

## What
Reports a target marked `production` whose `registry` says `register: at-start`.

## Why
What an agent registers as it starts was compared with nothing and seen by nobody: a build that should never have left
a laptop adds a version to a subject that all others read, and that version cannot be taken back.

## Fails
```yaml
targets:
  prod:
    broker: kafka
    url: "${KAFKA_URL}"
    production: true
    replicas: 3
    registry: {url: "${REGISTRY_URL}", register: at-start}
```

## Passes
```yaml
targets:
  prod:
    broker: kafka
    url: "${KAFKA_URL}"
    production: true
    replicas: 3
    registry: "${REGISTRY_URL}"
  dev:
    broker: kafka
    url: "${DEV_KAFKA_URL}"
    registry: {url: "${DEV_REGISTRY_URL}", register: at-start}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Severity
from treatyc.system.registry import Registering
from treatyc.system.system import System
from treatyc.system.target import Target


def check(system: System, target: Target) -> Findings:
    """A production target that asks for registration at run time."""
    del system
    registry = target.registry
    if target.production and registry is not None and registry.register is Registering.AT_START:
        yield Finding(
            f"agents of production target `{target.name}` would register schemas when they start",
            registry.place,
            f"leave `register` out, and run `treaty registry push --target {target.name}` when you release",
        )


RULE = Rule("production-registers", Severity.ERROR, OnTarget(check), __doc__)
