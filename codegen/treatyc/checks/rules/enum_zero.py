"""An enumeration whose zero means something.

## What
Reports a Protobuf enumeration whose value 0 is not called `…_UNSPECIFIED` or `…_UNKNOWN`.

## Why
A field that was never set reads as 0. When 0 is a real value, "not said" and that value are the same.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```protobuf schemas/shop/v1/order.proto
syntax = "proto3";
package shop.v1;
// An order was packed.
message OrderPacked { string order_id = 1; Size size = 2; }
enum Size { SIZE_SMALL = 0; SIZE_LARGE = 1; }
```

## Passes
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```protobuf schemas/shop/v1/order.proto
syntax = "proto3";
package shop.v1;
// An order was packed.
message OrderPacked { string order_id = 1; Size size = 2; }
enum Size { SIZE_UNSPECIFIED = 0; SIZE_SMALL = 1; SIZE_LARGE = 2; }
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSchema, Rule
from treatyc.diagnostics import Severity
from treatyc.system.schema import Enumeration, Format, Schema
from treatyc.system.system import System

_NOTHING = ("UNSPECIFIED", "UNKNOWN", "NONE")


def check(system: System, schema: Schema) -> Findings:
    """Each zero that says something; an enumeration without a zero is the language's own error or choice."""
    del system
    if schema.format is not Format.PROTOBUF:
        return
    for definition in schema:
        if not isinstance(definition, Enumeration):
            continue
        for symbol in definition.symbols:
            if symbol.number == 0 and not symbol.name.upper().endswith(_NOTHING):
                yield Finding(
                    f"`{symbol.name}` is the zero of `{definition.name}`: a field that was never set reads as it",
                    symbol.place,
                    "make `…_UNSPECIFIED` the value 0",
                )


RULE = Rule("enum-zero", Severity.WARNING, OnSchema(check), __doc__)
