"""A kind under the root of another.

## What
Reports a channel whose first token is the root of another kind: `events` is for `event`, `commands` for `command`,
`metrics` for `metric`, `replies` for `reply`.

## Why
People and wildcards rely on the hierarchy (P10): whoever receives `events.>` expects facts, and not work that two
agents must not both take.

## Fails
```yaml
channels:
  commands.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [commands.order.placed]}
  billing: {receives: [commands.order.placed]}
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
from treatyc.diagnostics import Severity
from treatyc.system.address import tokens
from treatyc.system.channel import Channel
from treatyc.system.methods import ROOTS
from treatyc.system.system import System

_KINDS = {root: kind for kind, root in ROOTS.items()}


def check(system: System, channel: Channel) -> Findings:
    """A channel that its own first token contradicts."""
    del system
    root = tokens(channel.address)[0]
    meant = _KINDS.get(root, channel.kind)
    if meant is not channel.kind:
        yield Finding(
            f"`{channel.address}` is of kind `{channel.kind.value}`, and `{root}` is the root of `{meant.value}`",
            channel.place,
            f"move it below `{ROOTS[channel.kind]}.`, or make it a `{meant.value}`",
        )


RULE = Rule("kind-root", Severity.WARNING, OnChannel(check), __doc__)
