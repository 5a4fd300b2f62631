"""A value of a parameter that nobody reads.

## What
Reports a channel whose parameter lists its values, and a value among them that no reader covers.

## Why
`events.intent.{intent}` with readers for `billing` and `support` loses what is sent with `sales`: the agent that
should wake was never connected (P14).

## Fails
```yaml
channels:
  events.order.{country}:
    {kind: event, message: shop.v1.OrderPlaced, parameters: {country: [at, de, fr]}}
agents:
  orders: {sends: ["events.order.{country}"]}
  alps: {receives: [events.order.at]}
  rhine: {receives: [events.order.de]}
```

## Passes
```yaml
channels:
  events.order.{country}:
    {kind: event, message: shop.v1.OrderPlaced, parameters: {country: [at, de]}}
agents:
  orders: {sends: ["events.order.{country}"]}
  alps: {receives: [events.order.at]}
  rhine: {receives: [events.order.de]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.checks.wiring import Reader, quoted, readers
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """Each listed value that every reader leaves out."""
    takers = readers(system, channel, Reading.RECEIVES, Reading.SERVES)
    if channel.external or not takers:
        return
    for parameter in channel.parameters:
        lost = [value for value in parameter.values if not any(_takes(one, parameter.name, value) for one in takers)]
        if lost:
            yield Finding(
                f"nobody reads `{channel.address}` where `{parameter.name}` is {quoted(lost)}",
                parameter.place,
                "let an agent read it, or take the value off the list",
                tuple(Related("reads another value", reader.place) for reader in takers),
            )


def _takes(reader: Reader, parameter: str, value: str) -> bool:
    return dict(reader.match.bindings).get(parameter, value) == value


RULE = Rule("value-unread", Severity.WARNING, OnChannel(check), __doc__)
