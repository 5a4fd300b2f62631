"""Production on a broker that forgets.

## What
Reports a target marked `production` whose broker is `memory`.

## Why
The memory broker lives in one process: with it, every message is gone.

## Fails
```yaml
targets:
  prod: {broker: memory, production: true}
```

## Passes
```yaml
targets:
  dev: {broker: memory}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Severity
from treatyc.system.system import System
from treatyc.system.target import Broker, Target


def check(system: System, target: Target) -> Findings:
    """A production target in memory."""
    del system
    if target.production and target.broker is Broker.MEMORY:
        yield Finding(
            f"target `{target.name}` is for production, and its broker keeps everything in memory",
            target.place,
            "name a broker that stores messages, or remove `production`",
        )


RULE = Rule("production-memory", Severity.ERROR, OnTarget(check), __doc__)
