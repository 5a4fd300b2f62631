"""A command that nobody takes.

## What
Reports a channel of kind `command` that some agent sends to or calls, and that no agent receives or serves, at
least not for the values of its parameters that are sent.

## Why
The work piles up until it ages out, and each call ends in a timeout. A tap does not count: it sees work without
taking it.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 2m}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
```

## Passes
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 2m}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.checks.wiring import agents, fixed, is_work, quoted, readers, told_by_value, unmet, writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """Work that is sent, and taken by nobody."""
    if not is_work(channel) or channel.external:
        return
    senders, takers = writers(system, channel), readers(system, channel, Reading.RECEIVES, Reading.SERVES)
    if senders and not takers:
        yield Finding(
            f"no agent takes the work of `{channel.address}`, which is sent by {quoted(agents(senders))}",
            channel.place,
            "let an agent serve it (to answer) or receive it, or say `external: true`",
            tuple(Related("sent here", writer.place) for writer in senders),
            tuple(writer.agent for writer in senders),
        )
        return
    for writer in unmet(senders, takers):
        if told_by_value(channel, writer.match):
            continue
        yield Finding(
            f"no agent takes the work that `{writer.agent.name}` sends to `{channel.address}` where"
            f" {fixed(writer.match)}",
            writer.place,
            "let an agent serve or receive it there",
            tuple(Related("takes another value", reader.place) for reader in takers),
            (writer.agent,),
        )


RULE = Rule("command-unserved", Severity.ERROR, OnChannel(check), __doc__)
