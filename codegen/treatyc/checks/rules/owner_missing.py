"""Nobody to ask.

## What
On demand: reports a channel or an agent without an `owner`.

## Why
When a message is dead-lettered or a contract must change, somebody has to be asked. One `defaults` entry gives a whole
branch of channels its owner.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed], owner: sales}
  billing: {receives: [events.order.placed], owner: finance}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, owner: sales}
agents:
  orders: {sends: [events.order.placed], owner: sales}
  billing: {receives: [events.order.placed], owner: finance}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule, Runs
from treatyc.diagnostics import Severity
from treatyc.system.system import System


def check(system: System) -> Findings:
    """Each channel and agent that nobody answers for."""
    for channel in system.channels:
        if channel.owner is None:
            message = f"nobody answers for `{channel.address}`"
            yield Finding(message, channel.place, "add an `owner`", about=(channel,))
    for agent in system.agents:
        if agent.owner is None:
            yield Finding(f"nobody answers for `{agent.name}`", agent.place, "add an `owner`", about=(agent,))


RULE = Rule("owner-missing", Severity.WARNING, OnSystem(check), __doc__, Runs.ON_DEMAND)
