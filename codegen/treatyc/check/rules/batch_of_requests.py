"""A batch where each message wants an answer.

## What
Reports a `serves` subscription with a `batch`.

## Why
A server answers each request by what its handler returns. A handler that takes many requests at once has one return
for all of them.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 2m}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [{channel: commands.price.quote, batch: 10}]}
```

## Passes
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, reply: replies.price, timeout: 2m}
  replies.price: {kind: reply, message: shop.v1.Price}
agents:
  shop: {calls: [commands.price.quote]}
  pricing: {serves: [{channel: commands.price.quote, concurrency: 10}]}
```
"""

from __future__ import annotations

from treatyc.check.rule import Finding, Findings, OnAgent, Rule
from treatyc.diagnostics import Severity
from treatyc.system.agent import Agent, Reading
from treatyc.system.system import System


def check(system: System, agent: Agent) -> Findings:
    """Each batch of requests."""
    del system
    for subscription in agent.subscriptions:
        if subscription.reading is Reading.SERVES and subscription.batch is not None:
            yield Finding(
                f"`{agent.name}` serves `{subscription.pattern}` in batches, and each request needs its own answer",
                subscription.place,
                "use `concurrency` to serve many at a time",
            )


RULE = Rule("batch-of-requests", Severity.ERROR, OnAgent(check), __doc__)
