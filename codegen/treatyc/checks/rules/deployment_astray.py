"""A release that runs where no target is.

## What
Reports a record of `deployed.lock` that has not ended, and whose target the project does not declare.

## Why
Such a record counts for nothing: a break of what it speaks would pass unseen.

## Fails
```yaml
targets:
  live: {broker: kafka, url: here}
```
```text deployed.lock
deployment prod orders 1 0123456789abcdef 2026-11-21T11:02:00Z -
manifest 0123456789abcdef orders
```

## Passes
```yaml
targets:
  prod: {broker: kafka, url: here}
```
```text deployed.lock
deployment prod orders 1 0123456789abcdef 2026-11-21T11:02:00Z -
manifest 0123456789abcdef orders
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Severity
from treatyc.system.system import System


def check(system: System) -> Findings:
    """Each release that runs, by the records, at a target that is not there."""
    known = {target.name for target in system.targets}
    for each in system.deployments:
        if each.until is None and each.target not in known:
            yield Finding(
                f"`{each.agent}` {each.label} runs at `{each.target}`, and no target is called so",
                each.place,
                "declare the target again; or end what runs there with `treaty record --retire` before it goes",
            )


RULE = Rule("deployment-astray", Severity.ERROR, OnSystem(check), __doc__)
