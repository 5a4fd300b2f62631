"""Two fields whose names differ only in case or underscores.

## What
Reports a record with fields such as `orderId` and `order_id`, or `ID` and `id`.

## Why
Readers mix them up, and so do languages: Protobuf's JSON form gives both one name, and generated code of other
languages writes both alike.

## Fails
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{
  "type": "object", "description": "An order was packed.",
  "properties": {"order_id": {"type": "string"}, "orderId": {"type": "string"}}
}
```

## Passes
```yaml
channels:
  events.order.packed: {kind: event, message: shop.v1.OrderPacked}
agents:
  orders: {sends: [events.order.packed]}
  billing: {receives: [events.order.packed]}
```
```json schemas/shop/v1/OrderPacked.schema.json
{
  "type": "object", "description": "An order was packed.",
  "properties": {"order_id": {"type": "string"}, "parcel_id": {"type": "string"}}
}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSchema, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.schema import Field, Record, Schema
from treatyc.system.system import System


def check(system: System, schema: Schema) -> Findings:
    """Each field that a reader would take for another one."""
    del system
    for record in schema:
        first: dict[str, Field] = {}
        for field in record.fields if isinstance(record, Record) else ():
            twin = first.setdefault(field.name.replace("_", "").lower(), field)
            if twin is not field:
                yield Finding(
                    f"`{twin.name}` and `{field.name}` of `{record.name}` differ only in case or `_`",
                    field.place,
                    "rename one of them",
                    (Related("the other one", twin.place),),
                )


RULE = Rule("name-case", Severity.WARNING, OnSchema(check), __doc__)
