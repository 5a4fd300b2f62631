"""A command that nobody takes.

## What
Reports a channel of kind `command` that some agent sends to or calls, and that no agent receives or serves.

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

from treatyc.check.rule import Finding, Findings, OnChannel, Rule
from treatyc.check.wiring import agents, is_work, quoted, readers, writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """Work that is sent, and taken by nobody."""
    if not is_work(channel) or channel.external:
        return
    if readers(system, channel, Reading.RECEIVES, Reading.SERVES):
        return
    if senders := writers(system, channel):
        yield Finding(
            f"no agent takes the work of `{channel.address}`, which is sent by {quoted(agents(senders))}",
            channel.place,
            "let an agent serve it (to answer) or receive it, or say `external: true`",
            tuple(Related("sent here", writer.place) for writer in senders),
            tuple(writer.agent for writer in senders),
        )


RULE = Rule("command-unserved", Severity.ERROR, OnChannel(check), __doc__)
