"""Retries that end nowhere.

## What
Reports a policy that limits deliveries (`max_deliver`) and has its dead letters switched off.

## Why
After the last delivery the message is neither handled nor kept: it stays where it is until it ages out, and nobody
learns of it. A dead letter holds the original bytes and the error, can be looked at, and can be sent back (P22).

## Fails
```yaml
policies:
  strict: {max_deliver: 3, dead_letter: false}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: strict}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```

## Passes
```yaml
policies:
  strict: {max_deliver: 3, dead_letter: {retain: 30d}}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: strict}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.check.rule import Finding, Findings, OnPolicy, Rule
from treatyc.diagnostics import Severity
from treatyc.system.policy import Policy
from treatyc.system.system import System


def check(system: System, policy: Policy) -> Findings:
    """A policy that gives messages up without keeping them."""
    del system
    if policy.dead_letter is None:
        yield Finding(
            f"policy `{policy.name}` gives a message up after {policy.max_deliver} deliveries and keeps it nowhere",
            policy.place,
            "remove `dead_letter: false`",
        )


RULE = Rule("retry-endless", Severity.ERROR, OnPolicy(check), __doc__)
