"""A call to a command whose takers do not answer.

## What
Reports a channel that some agent calls while its only takers receive it: nobody serves it.

## Why
Only an agent that `serves` a channel sends replies. The work would be done, and yet each call would end in a timeout.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 2m}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
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
from treatyc.checks.wiring import readers, writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading, Writing
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A called channel that is received and never served."""
    takers = readers(system, channel, Reading.RECEIVES)
    if not takers or channel.external or readers(system, channel, Reading.SERVES):
        return
    for caller in writers(system, channel, Writing.CALLS):
        yield Finding(
            f"`{caller.agent.name}` calls `{channel.address}`, and nobody answers there",
            caller.place,
            "let its taker serve it instead of receive it, or send to it instead of calling it",
            tuple(Related("taken here, without an answer", reader.place) for reader in takers),
            (caller.agent,),
        )


RULE = Rule("call-unanswered", Severity.ERROR, OnChannel(check), __doc__)
