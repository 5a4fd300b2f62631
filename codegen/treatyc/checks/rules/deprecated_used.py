"""A deprecated channel that is still written.

## What
Reports each agent that sends to or calls a channel marked `deprecated`.

## Why
A channel is deprecated so that it can go. It cannot while somebody writes to it; whoever reads it must wait for them.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, deprecated: true}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.checks.wiring import writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """Each writer of a channel that is to go."""
    if not channel.deprecated:
        return
    for writer in writers(system, channel):
        yield Finding(
            f"`{writer.agent.name}` still writes to `{channel.address}`, which is deprecated",
            writer.place,
            "write to what replaces it; its readers follow",
            (Related("deprecated here", channel.place),),
            (writer.agent,),
        )


RULE = Rule("deprecated-used", Severity.WARNING, OnChannel(check), __doc__)
