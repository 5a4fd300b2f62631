"""A release that is another one than before, or is gone.

## What
A version under `releases/` has another meaning than it had, or is not there any more. The lock beside it says so too,
so that the folder by itself looks sound.

## Why
What runs, and what is kept, is held against these texts. Whoever changes them changes the question.

## Breaks
```yaml old/treaty.yaml
channels:
  events.order.paid: {kind: event, message: shop.v1.Paid}
```
```json old/schemas/shop/v1/Paid.avsc
{"type": "record", "name": "Paid", "namespace": "shop.v1", "fields": []}
```
```json old/releases/shop.v1.Paid/1.0/shop/v1/Paid.avsc
{"type": "record", "name": "Paid", "namespace": "shop.v1", "fields": []}
```
```text old/releases/releases.lock
931cfac8a329b1e78d83292fbbc8acc110f21056fa09647df2b26b57fbcd5295  shop.v1.Paid/1.0/shop/v1/Paid.avsc
```
```yaml new/treaty.yaml
channels:
  events.order.paid: {kind: event, message: shop.v1.Paid}
```
```json new/schemas/shop/v1/Paid.avsc
{"type": "record", "name": "Paid", "namespace": "shop.v1", "fields": [{"name": "cents", "type": "long"}]}
```
```json new/releases/shop.v1.Paid/1.0/shop/v1/Paid.avsc
{"type": "record", "name": "Paid", "namespace": "shop.v1", "fields": [{"name": "cents", "type": "long"}]}
```
```text new/releases/releases.lock
32f90ed336207814f567533432e2c3ffec0312a0704706b47c89b5024326c1ba  shop.v1.Paid/1.0/shop/v1/Paid.avsc
```

## Passes
The release stays, and a new one comes.

```yaml old/treaty.yaml
channels:
  events.order.paid: {kind: event, message: shop.v1.Paid}
```
```json old/schemas/shop/v1/Paid.avsc
{"type": "record", "name": "Paid", "namespace": "shop.v1", "fields": []}
```
```yaml new/treaty.yaml
channels:
  events.order.paid: {kind: event, message: shop.v1.Paid}
```
```json new/schemas/shop/v1/Paid.avsc
{"type": "record", "name": "Paid", "namespace": "shop.v1", "fields": []}
```
```json new/releases/shop.v1.Paid/1.0/shop/v1/Paid.avsc
{"type": "record", "name": "Paid", "namespace": "shop.v1", "fields": []}
```
```text new/releases/releases.lock
931cfac8a329b1e78d83292fbbc8acc110f21056fa09647df2b26b57fbcd5295  shop.v1.Paid/1.0/shop/v1/Paid.avsc
```
"""

from __future__ import annotations

from treatyc.compatibility.finding import Category, Effect
from treatyc.compatibility.topology.pair import Pair
from treatyc.compatibility.topology.rule import Hit, Hits, rule
from treatyc.system.version import fingerprint


def look(pair: Pair) -> Hits:
    """Each release that the old project has, and the new one has not as it was."""
    left = {(release.name, release.version): release for release in pair.new.releases}
    for old in pair.old.releases:
        new = left.get((old.name, old.version))
        if new is not None and fingerprint(new.schema) == fingerprint(old.schema):
            continue
        yield Hit(
            f"{old.name}/{old.version}",
            f"release {old.version} of `{old.name}` {'is gone' if new is None else 'is another one now'}",
            old.schema.place,
            new.schema.place if new is not None else pair.new.place,
            "restore it with its line of `releases.lock`, and release a new version",
            unproven="no message shows it: what runs is held against this text",
        )


RULE = rule("topology-release-changed", Category.SEMANTIC, Effect.BREAKS, look, __doc__)
