"""Two subscriptions of one agent that take the same messages.

## What
Reports an agent with two subscriptions that cover the same channel, in one group, with no parameter that tells them
apart.

## Why
Each message of a group goes to one handler. Which one would be chance; and a subscription that was meant as the
special case of a wider one never runs, or runs instead of it.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  audit: {receives: [events.order.placed, events.>]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  audit: {receives: [events.>]}
```
"""

from __future__ import annotations

import itertools
from collections import defaultdict

from treatyc.checks.rule import Finding, Findings, OnAgent, Rule
from treatyc.checks.wiring import overlap
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Agent, Match, Subscription
from treatyc.system.system import System


def check(system: System, agent: Agent) -> Findings:
    """Each pair of subscriptions between which a message would have to choose, told by the first channel they share."""
    del system
    covering: dict[tuple[str, str], list[tuple[Subscription, Match]]] = defaultdict(list)
    for subscription in agent.subscriptions:
        for match in subscription.matches:
            covering[subscription.group, match.channel].append((subscription, match))
    shared: dict[tuple[Subscription, Subscription], str] = {}
    for (_, channel), references in covering.items():
        for (one, first), (other, second) in itertools.combinations(references, 2):
            if overlap(first, second):
                shared.setdefault((one, other), channel)
    for (one, other), channel in shared.items():
        yield Finding(
            f"`{one.pattern}` and `{other.pattern}` of `{agent.name}` both take `{channel}`",
            other.place,
            "keep one of them, or give one a `group` of its own so that both get each message",
            (Related("also taken here", one.place),),
        )


RULE = Rule("subscription-overlap", Severity.ERROR, OnAgent(check), __doc__)
