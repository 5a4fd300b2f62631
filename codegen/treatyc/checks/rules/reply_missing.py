"""A request without a reply channel.

## What
Reports a channel that agents call or serve and that names no `reply`.

## Why
The answer has nowhere to go: its address, its messages and how long it lives are declared by the reply channel.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, timeout: 2m}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [commands.price.quote]}
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
from treatyc.checks.wiring import Reader, Writer, is_work, readers, writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading, Writing
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A called or served command with no place for the answer."""
    if channel.reply is not None or not is_work(channel):
        return
    parties: tuple[Writer | Reader, ...] = (
        *writers(system, channel, Writing.CALLS),
        *readers(system, channel, Reading.SERVES),
    )
    if parties:
        yield Finding(
            f"`{channel.address}` is called or served, and has no `reply`",
            channel.place,
            "declare a channel of kind `reply` and name it here, or use `sends` and `receives`",
            tuple(Related("needs the reply", party.place) for party in parties),
            tuple(party.agent for party in parties),
        )


RULE = Rule("reply-missing", Severity.ERROR, OnChannel(check), __doc__)
