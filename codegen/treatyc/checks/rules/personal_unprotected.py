"""Personal data on a line that anybody can read.

## What
Reports a target marked `production` whose connection is not encrypted, while some channel declares `personal` fields.

## Why
Personal data must not cross a network in the clear (P42). `tls` and `sasl_tls` encrypt the connection.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, personal: [email]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  prod: {broker: kafka, url: "${KAFKA_URL}", replicas: 3, production: true}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, personal: [email]}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
targets:
  prod:
    {broker: kafka, url: "${KAFKA_URL}", replicas: 3, production: true, security: {protocol: tls, ca: "${KAFKA_CA}"}}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.checks.wiring import quoted
from treatyc.diagnostics import Related, Severity
from treatyc.system.system import System
from treatyc.system.target import Target

_ENCRYPTED = ("tls", "sasl_tls")


def check(system: System, target: Target) -> Findings:
    """A production target that carries personal data in the clear."""
    del system
    if not target.production or dict(target.security).get("protocol") in _ENCRYPTED:
        return
    holders = [channel for channel in target.channels if channel.personal]
    if holders:
        yield Finding(
            f"target `{target.name}` carries the personal data of {quoted(channel.address for channel in holders)}"
            " without encryption",
            target.place,
            "set `security: {protocol: tls}` or `sasl_tls`",
            tuple(Related("holds personal data", channel.place) for channel in holders),
        )


RULE = Rule("personal-unprotected", Severity.ERROR, OnTarget(check), __doc__)
