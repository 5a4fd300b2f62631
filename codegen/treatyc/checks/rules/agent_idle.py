"""An agent that neither reads nor writes.

## What
Reports an agent without a single reference to a channel.

## Why
Its generated package would hold nothing. It is a leftover, or its lists stand under a misplaced key.

## Fails
```yaml
agents:
  billing: {description: Sends invoices.}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced, external: true}
agents:
  billing: {description: Sends invoices., receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnAgent, Rule
from treatyc.diagnostics import Severity
from treatyc.system.agent import Agent
from treatyc.system.system import System


def check(system: System, agent: Agent) -> Findings:
    """An agent with nothing to do."""
    del system
    if not agent.subscriptions and not agent.outlets:
        yield Finding(
            f"`{agent.name}` neither reads nor writes", agent.place, "say what it `sends` or `receives`, or remove it"
        )


RULE = Rule("agent-idle", Severity.WARNING, OnAgent(check), __doc__)
