"""A locked release that is another text than the release.

## What
Reports a text in `treaty.lock` under the number of a release, whose fingerprint is not that release's.

## Why
Agents take the ids that they write from the lock: with this one a message would name a schema that it was not written
with, and its readers would misread it. Two branches that released under one number come to this when they are merged.

## Fails
```yaml
channels:
  events.price: {kind: event, message: shop.v1.Price}
```
```json releases/shop.v1.Price/1.0/shop/v1/Price.schema.json
{"type": "object", "description": "What a product costs.", "properties": {"cents": {"type": "integer"}}}
```
```text releases/releases.lock
3a886fb604076db01ffd2a74618e830145cda510bf92c5b1d9bd84b7d319512e  shop.v1.Price/1.0/shop/v1/Price.schema.json
```
```text treaty.lock
schema shop.v1.Price 1.0 0000000000000000000000000000000000000000000000000000000000000000
  dev events.price-value 1 17 -
```

## Passes
```yaml
channels:
  events.price: {kind: event, message: shop.v1.Price}
agents:
  pricing: {sends: [events.price]}
  shop: {receives: [events.price]}
targets:
  dev: {broker: memory}
```
```json releases/shop.v1.Price/1.0/shop/v1/Price.schema.json
{"type": "object", "description": "What a product costs.", "properties": {"cents": {"type": "integer"}}}
```
```text releases/releases.lock
3a886fb604076db01ffd2a74618e830145cda510bf92c5b1d9bd84b7d319512e  shop.v1.Price/1.0/shop/v1/Price.schema.json
```
```text treaty.lock
schema shop.v1.Price 1.0 a2ce5816e81ab8c49139bd0cee76aff32ac070ebd560a2be692ac6af051141d5
  dev events.price-value 1 17 -
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.system import System
from treatyc.system.version import fingerprint


def check(system: System) -> Findings:
    """Each text of the lock that goes by the number of a release and is another one."""
    released = {(each.name, str(each.version)): each.schema for each in system.releases}
    for locked in system.locked:
        schema = released.get((locked.name, locked.version))
        if schema is not None and locked.place is not None and fingerprint(schema) != locked.fingerprint:
            yield Finding(
                f"the lock has another text of `{locked.name}` {locked.version} than the release",
                locked.place,
                "`treaty registry verify --write` writes the lock from what each registry has of the release",
                (Related("the release", schema.place),),
            )


RULE = Rule("lock-contradicts-release", Severity.ERROR, OnSystem(check), __doc__)
