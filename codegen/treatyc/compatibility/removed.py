"""A schema that is no longer there.

## What
A folder of schemas holds a schema, and the later folder has none of this name.

## Why
Nobody can read what is still written or kept under that name with the new folder, and code that was generated from it
is gone. A message that has been sent may lie on a topic for as long as it is retained.

## Breaks
```json writer/shop/v1/order.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": []}
```
```json writer/shop/v1/refund.avsc
{"type": "record", "name": "Refund", "namespace": "shop.v1", "fields": []}
```
```json reader/shop/v1/order.avsc
{"type": "record", "name": "Order", "namespace": "shop.v1", "fields": []}
```

## Passes
Keep the schema for as long as a reader or a topic needs it, and say that it is deprecated.

```json writer/shop/v1/refund.avsc
{"type": "record", "name": "Refund", "namespace": "shop.v1", "fields": []}
```
```json reader/shop/v1/refund.avsc
{"type": "record", "name": "Refund", "namespace": "shop.v1", "doc": "Deprecated: use Return.", "fields": []}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from treatyc.compatibility.finding import Category, Effect, Finding, Scope
from treatyc.compatibility.rule import Rule
from treatyc.source import Span
from treatyc.suggest import nearest


@dataclass(frozen=True, slots=True)
class Names:
    """The full names of two folders of schemas, each with the path of its file."""

    writer: Mapping[str, str]
    reader: Mapping[str, str]


def look(names: Names) -> Iterator[Finding]:
    """The schemas of the older folder that the later one does not have, by name."""
    new = sorted(names.reader.keys() - names.writer.keys())
    for name in sorted(names.writer.keys() - names.reader.keys()):
        likely = nearest(name, new)
        renamed = f"; was it renamed to `{likely}`?" if likely is not None else ""
        yield Finding(
            RULE.id,
            RULE.category,
            RULE.effect,
            f"`{name}` is no longer there",
            name,
            "",
            writer=Span(names.writer[name]),
            reader=None,
            help=f"keep it until nobody reads or retains it{renamed}",
            unproven="it breaks code that names it, not messages of other schemas",
        )


RULE = Rule("schema-removed", Category.SOURCE, Effect.BREAKS, Scope.CHANGE, look, __doc__)
