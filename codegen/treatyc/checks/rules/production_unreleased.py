"""Unreleased schemas in production.

## What
On demand: reports, for a target marked `production`, each message whose present text is no release.

## Why
A development version (`1.5-dev+3f2a9c41`) may still change. What was written with it in production would have to be
read for as long as it is kept. Select this rule where production is deployed from.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  prod: {broker: kafka, url: "${KAFKA_URL}", production: true, replicas: 3}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  dev: {broker: memory}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule, Runs
from treatyc.diagnostics import Related, Severity
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.version import version_of


def check(system: System, target: Target) -> Findings:
    """Each message of a production target that would travel as a development version."""
    if not target.production:
        return
    names = sorted({name.value for channel in target.channels for name in channel.messages})
    for schema in map(system.schema, names):
        version = version_of(system, schema)
        if "-dev" in version:
            yield Finding(
                f"production target `{target.name}` would carry `{schema.name}` as {version}",
                schema.place,
                "release the schema, or go back to its released text",
                (Related("the target", target.place),),
            )


RULE = Rule("production-unreleased", Severity.ERROR, OnTarget(check), __doc__, Runs.ON_DEMAND)
