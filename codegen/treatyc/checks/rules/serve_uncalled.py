"""A served command that nobody calls.

## What
Reports a channel that some agent serves and that others only send to.

## Why
Serving means answering. An agent that sends does not wait for the answer: the replies are made, sent and thrown away,
and a failure is never seen by anybody.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 2m}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {sends: [commands.price.quote]}
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
from treatyc.checks.wiring import readers, writers
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Reading, Writing
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """A server whose requests come only from agents that wait for no answer."""
    senders = writers(system, channel, Writing.SENDS)
    if not senders or channel.external or writers(system, channel, Writing.CALLS):
        return
    for server in readers(system, channel, Reading.SERVES):
        yield Finding(
            f"`{server.agent.name}` answers on `{channel.address}`, and nobody waits for the answer",
            server.place,
            "let a sender call it, or receive it instead of serving it",
            tuple(Related("sent here, without waiting", writer.place) for writer in senders),
            (server.agent,),
        )


RULE = Rule("serve-uncalled", Severity.WARNING, OnChannel(check), __doc__)
