"""A setting that nothing reads.

## What
Reports a key that stands beside a channel whose kind does not use it: `reply` and `timeout` are for commands; `policy`,
`key`, `rate` and `retain` say nothing on a reply, which goes to its caller and lives as long as the request waits.

## Why
Whoever wrote it expects something that does not happen.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, timeout: 30s}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, ttl: 30s}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.check.rule import Finding, Findings, OnChannel, Rule
from treatyc.diagnostics import Severity
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System

_REQUEST = ("reply", "timeout")
_NOT_OF_A_REPLY = ("policy", "key", "rate", "retain")


def check(system: System, channel: Channel) -> Findings:
    """Each written key that the channel's kind leaves unread."""
    del system
    for key in channel.written:
        unread = key.value in _REQUEST if channel.kind is not Kind.COMMAND else False
        unread = unread or (channel.kind is Kind.REPLY and key.value in _NOT_OF_A_REPLY)
        if unread:
            yield Finding(
                f"`{key.value}` has no effect on `{channel.address}`, which is of kind `{channel.kind.value}`",
                key.place,
                "remove it",
            )


RULE = Rule("setting-without-effect", Severity.WARNING, OnChannel(check), __doc__)
