"""Two messages, or two namespaces, of one name in generated code.

## What
Reports messages of one namespace whose names differ only in case, in underscores or in signs that Python does not
take, such as `OrderPacked` and `order_packed`, and namespaces that differ no more than that.

## Why
Python spells them all alike: one class `OrderPacked`, one constant `ORDER_PACKED`, one package for each namespace.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, messages: [shop.v1.OrderPacked, shop.v1.order_packed]}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```proto schemas/shop/v1/packed.proto
syntax = "proto3";
package shop.v1;
// An order was packed.
message OrderPacked { string order_id = 1; }
// An order was packed.
message order_packed { string order_id = 1; }
```

## Passes
```yaml
channels:
  events.order.packed: {kind: event, messages: [shop.v1.OrderPacked, shop.v1.OrderWrapped]}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```proto schemas/shop/v1/packed.proto
syntax = "proto3";
package shop.v1;
// An order was packed.
message OrderPacked { string order_id = 1; }
// An order was wrapped.
message OrderWrapped { string order_id = 1; }
```
"""

from __future__ import annotations

import re
import unicodedata

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.schema import Schema
from treatyc.system.system import System

_SIGN = re.compile(r"[^a-z0-9.]")


def check(system: System) -> Findings:
    """Each schema, or its namespace, that generated code would spell as an earlier one."""
    schemas: dict[str, Schema] = {}
    namespaces: dict[str, Schema] = {}
    for schema in system.schemas:
        first = schemas.setdefault(_folded(schema.name), schema)
        neighbour = namespaces.setdefault(_folded(schema.namespace), schema)
        if neighbour.namespace != schema.namespace:
            yield _finding("namespace", neighbour.namespace, schema.namespace, schema, neighbour)
        elif first is not schema:
            yield _finding("message", first.name, schema.name, schema, first)


def _finding(what: str, one: str, other: str, schema: Schema, first: Schema) -> Finding:
    return Finding(
        f"the {what}s `{one}` and `{other}` have one name in generated code",
        schema.place,
        f"rename one of the two {what}s",
        (Related("the other one", first.place),),
    )


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _SIGN.sub("", plain.lower())


RULE = Rule("message-collision", Severity.ERROR, OnSystem(check), __doc__)
