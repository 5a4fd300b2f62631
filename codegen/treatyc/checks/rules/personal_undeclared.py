"""A field that looks personal and is not declared so.

## What
On demand: reports a field such as `email`, `phone`, `birth_date` or `iban` in a message of a channel whose `personal`
does not list it.

## Why
Only what is listed under `personal` is protected in production. Names are only a hint, hence on demand.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, personal: [email]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

import re

from treatyc.checks.fields import root
from treatyc.checks.rule import Finding, Findings, OnMessage, Rule, Runs
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema
from treatyc.system.system import System

_PERSONAL = re.compile(
    r"e?mail|phone|mobile|birth|ssn|social_?security|passport|iban|card_?number|street|postal|zip_?code"
    r"|(first|last|full|family|given)_?name|ip_?address",
    re.IGNORECASE,
)


def check(system: System, channel: Channel, schema: Schema) -> Findings:
    """Each top-level field whose name speaks of a person."""
    record = root(system, schema)
    declared = {path.value.partition(".")[0] for path in channel.personal}
    for field in record.fields if record is not None else ():
        if _PERSONAL.search(field.name) and field.name not in declared:
            yield Finding(
                f"`{field.name}` of `{schema.name}` looks personal, and `{channel.address}` does not declare it",
                channel.place,
                f"list `{field.name}` under `personal`",
                (Related("the field", field.place),),
            )


RULE = Rule("personal-undeclared", Severity.WARNING, OnMessage(check), __doc__, Runs.ON_DEMAND)
