"""An event or metric that nobody reads.

## What
Reports a channel of kind `event` or `metric` that some agent sends to and no agent receives, or that is read for
other values of its parameters only.

## Why
What nobody reads is either work for nothing, or a reader that was forgotten or misspelt (P23). On brokers that keep a
message only while a consumer is interested, it is gone at once. When the readers live in another project, say
`external: true`.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
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
from treatyc.checks.wiring import agents, fixed, quoted, readers, told_by_value, unmet, writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A sent event or metric without a reader."""
    if channel.kind not in (Kind.EVENT, Kind.METRIC) or channel.external:
        return
    senders, takers = writers(system, channel), readers(system, channel)
    if senders and not takers:
        yield Finding(
            f"nobody reads `{channel.address}`, which is sent by {quoted(agents(senders))}",
            channel.place,
            "let an agent receive it, remove it, or say `external: true` when its readers are in another project",
            tuple(Related("sent here", writer.place) for writer in senders),
            tuple(writer.agent for writer in senders),
        )
        return
    for writer in unmet(senders, takers):
        if told_by_value(channel, writer.match):
            continue
        yield Finding(
            f"nobody reads what `{writer.agent.name}` sends to `{channel.address}` where {fixed(writer.match)}",
            writer.place,
            "let an agent receive it there",
            tuple(Related("reads another value", reader.place) for reader in takers),
            (writer.agent,),
        )


RULE = Rule("event-unread", Severity.WARNING, OnChannel(check), __doc__)
