"""Personal data that is not where it is said to be.

## What
Reports a path in `personal` that leads to no field of any of the channel's messages.

## Why
What is listed is protected. A misspelt path protects nothing, and reads as if it did.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, personal: [e_mail]}
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

from treatyc.checks.fields import field_at, field_names
from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.checks.wiring import quoted
from treatyc.diagnostics import Related, Severity
from treatyc.suggest import did_you_mean
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """Each path that none of the messages has."""
    schemas = [system.schema(name.value) for name in channel.messages]
    for path in channel.personal:
        if schemas and not any(field_at(system, schema, path.value) is not None for schema in schemas):
            known = [name for schema in schemas for name in field_names(system, schema)]
            yield Finding(
                f"no message of `{channel.address}` has a field `{path.value}`",
                path.place,
                did_you_mean(path.value, known) or f"the fields are {quoted(known)}",
                tuple(Related("a message", schema.place) for schema in schemas),
            )


RULE = Rule("personal-path", Severity.ERROR, OnChannel(check), __doc__)
