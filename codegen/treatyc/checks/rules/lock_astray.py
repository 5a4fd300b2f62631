"""A locked target that is not declared.

## What
Reports a line of `treaty.lock` about a target that the project does not declare.

## Why
No verb reads or mends such a line any more, and no agent uses its id. If the target has another name now, its agents
have no ids until they are written again.

## Fails
```yaml
targets:
  live: {broker: memory}
```
```text treaty.lock
schema shop.v1.OrderPlaced 1.0 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
  prod order.placed-value 1 17 -
```

## Passes
```yaml
targets:
  prod: {broker: memory}
```
```text treaty.lock
schema shop.v1.OrderPlaced 1.0 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
  prod order.placed-value 1 17 -
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Severity
from treatyc.source import Place
from treatyc.system.system import System


def check(system: System) -> Findings:
    """Each target of the lock that is not there, once, where it stands first."""
    known = {target.name for target in system.targets}
    first: dict[str, Place] = {}
    for locked in system.locked:
        for each in locked.registrations:
            if each.target not in known and locked.place is not None:
                first.setdefault(each.target, locked.place)
    for name, place in sorted(first.items()):
        yield Finding(
            f"this is registered at `{name}`, and no target is called so",
            place,
            "declare the target again, or remove its lines from the lock",
        )


RULE = Rule("lock-astray", Severity.WARNING, OnSystem(check), __doc__)
