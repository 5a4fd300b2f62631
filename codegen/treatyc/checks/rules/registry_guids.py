"""Headers that name schemas by guids, at a registry that gives none.

## What
Reports a target whose `registry` says `frame: headers`, where `treaty.lock` has a registration at that target without
a guid.

## Why
A header names a schema by its guid, and not every registry has guids. An agent that writes such a message refuses to
start, which is told here before it is deployed.

## Fails
```yaml
targets:
  prod:
    broker: memory
    registry: {url: "${REGISTRY_URL}", frame: headers}
```
```text treaty.lock
schema shop.v1.OrderPlaced 1.0 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
  prod order.placed-value 1 17 -
```

## Passes
```yaml
targets:
  prod:
    broker: memory
    registry: {url: "${REGISTRY_URL}", frame: payload}
```
```text treaty.lock
schema shop.v1.OrderPlaced 1.0 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
  prod order.placed-value 1 17 -
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Severity
from treatyc.system.registry import Frame
from treatyc.system.system import System
from treatyc.system.target import Target


def check(system: System, target: Target) -> Findings:
    """A target that writes guids and has none for a subject, once, for the first of them."""
    registry = target.registry
    if registry is None or registry.frame is not Frame.HEADERS:
        return
    found = [each for locked in system.locked for each in locked.registrations if each.target == target.name]
    without = sorted(each.subject for each in found if each.guid is None)
    if without:
        yield Finding(
            f"headers of target `{target.name}` name schemas by guids, and its registry gives `{without[0]}` none",
            registry.place,
            "write `frame: payload`, or use a registry that has guids and run `treaty registry verify --write`",
        )


RULE = Rule("registry-guids", Severity.ERROR, OnTarget(check), __doc__)
