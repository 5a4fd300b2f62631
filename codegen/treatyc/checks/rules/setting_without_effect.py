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

from collections import defaultdict

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Severity
from treatyc.system.channel import Channel, Kind, Name
from treatyc.system.system import System

_REQUEST = ("reply", "timeout")
_NOT_OF_A_REPLY = ("policy", "key", "rate", "retain")


def check(system: System) -> Findings:
    """Each written key that no channel reads for which it is written: one `defaults` entry may serve many."""
    holders: dict[Name, list[Channel]] = defaultdict(list)
    for channel in system.channels:
        for key in channel.written:
            holders[key].append(channel)
    for key, channels in holders.items():
        if not any(_reads(channel, key.value) for channel in channels):
            first = channels[0]
            yield Finding(
                f"`{key.value}` has no effect on `{first.address}`, which is of kind `{first.kind.value}`",
                key.place,
                "remove it",
                about=tuple(channels),
            )


def _reads(channel: Channel, key: str) -> bool:
    if key in _REQUEST:
        return channel.kind is Kind.COMMAND
    return not (channel.kind is Kind.REPLY and key in _NOT_OF_A_REPLY)


RULE = Rule("setting-without-effect", Severity.WARNING, OnSystem(check), __doc__)
