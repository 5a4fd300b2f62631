"""A policy that nothing uses.

## What
Reports a named policy by which no channel and no subscription is read. The one called `default` is everybody's.

## Why
It is a leftover, or the channel that was to use it fell back to the default.

## Fails
```yaml
policies:
  patient: {max_deliver: 5}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```

## Passes
```yaml
policies:
  patient: {max_deliver: 5}
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, policy: patient}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Severity
from treatyc.system.system import System

_EVERYBODYS = "default"


def check(system: System) -> Findings:
    """Each policy without a user."""
    used = {channel.policy.name for channel in system.channels} | {_EVERYBODYS}
    for agent in system.agents:
        used |= {subscription.policy.name for subscription in agent.subscriptions if subscription.policy is not None}
    for policy in system.policies:
        if policy.name not in used:
            yield Finding(
                f"nothing uses policy `{policy.name}`", policy.place, "name it in a channel's `policy`, or remove it"
            )


RULE = Rule("policy-unused", Severity.WARNING, OnSystem(check), __doc__)
