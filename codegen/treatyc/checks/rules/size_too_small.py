"""A size limit that no message keeps.

## What
Reports a channel whose `max_bytes` is less than the smallest message that its schema allows.

## Why
Every message would be refused before it is sent. Mostly a unit is wrong: `256B` for `256KiB`.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 16B}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, max_bytes: 16KiB}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.fields import root
from treatyc.checks.rule import Finding, Findings, OnMessage, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.schema import Bytes, Field, Fixed, Format, Null, Record, Ref, Schema
from treatyc.system.system import System
from treatyc.system.units import size_text

_BRACES = 2
_AROUND_A_MEMBER = 4
"""Two quotes, a colon, and a value of one character; the comma is made up for by the last member, which has none."""


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """A limit below what is certain to be sent."""
    record = root(system, schema)
    least = _least(system, schema.format, record) if record is not None else 0
    if channel.max_bytes < least:
        yield Finding(
            f"`{channel.address}` allows messages of {size_text(channel.max_bytes)}, and the smallest"
            f" `{schema.name}` has {size_text(least)}",
            channel.place,
            "raise `max_bytes`",
            (Related("the message", schema.place),),
        )


def _least(system: System, format: Format, record: Record) -> int:
    """A size below which no message of the record is; nested records count for nothing."""
    match format:
        case Format.JSONSCHEMA:
            required = [field for field in record.fields if field.required]
            return _BRACES + sum(len(field.name.encode()) + _AROUND_A_MEMBER for field in required)
        case Format.AVRO:
            return sum(_least_avro(system, field) for field in record.fields)
        case Format.PROTOBUF:
            return 0


def _least_avro(system: System, field: Field) -> int:
    match field.type:
        case Null():
            return 0
        case Bytes(size) if size is not None:
            return size
        case Ref(name):
            definition = system.find_definition(name)
            return definition.size if isinstance(definition, Fixed) else 0
        case _:
            return 1


RULE = Rule("size-too-small", Severity.ERROR, OnMessage(check), __doc__)
