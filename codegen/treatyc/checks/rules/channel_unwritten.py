"""A channel that is read and never written.

## What
Reports a channel that some agent receives, taps or serves and no agent sends to or calls, or that is written for
other values of its parameters only.

## Why
Its readers wait for messages that never come: the writer was renamed, removed, or uses another address. When the
writers live in another project, say `external: true`.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, external: true}
agents:
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.checks.wiring import agents, fixed, quoted, readers, unmet, writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A read channel without a writer; a reply is written by whoever serves its request."""
    if channel.external or channel.kind is Kind.REPLY:
        return
    senders, waiting = writers(system, channel), readers(system, channel)
    if waiting and not senders:
        yield Finding(
            f"nobody writes `{channel.address}`, which is read by {quoted(agents(waiting))}",
            channel.place,
            "let an agent send it, or say `external: true` when its writers are in another project",
            tuple(Related("read here", reader.place) for reader in waiting),
            tuple(reader.agent for reader in waiting),
        )
        return
    for reader in unmet(waiting, senders):
        yield Finding(
            f"nobody writes `{channel.address}` where {fixed(reader.match)}, which `{reader.agent.name}` reads",
            reader.place,
            "let an agent send it there, or read the value that is sent",
            tuple(Related("sends another value", writer.place) for writer in senders),
            (reader.agent,),
        )


RULE = Rule("channel-unwritten", Severity.WARNING, OnChannel(check), __doc__)
