"""More delays than deliveries.

## What
Reports a policy whose `backoff` lists more delays than there are deliveries after the first.

## Why
The last delays are never waited: either `max_deliver` is too small for what was meant, or the list promises a patience
that nobody gets.

## Fails
```yaml
policies:
  standard: {max_deliver: 3, backoff: [1s, 5s, 30s, 2m]}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: standard}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```

## Passes
```yaml
policies:
  standard: {max_deliver: 5, backoff: [1s, 5s, 30s, 2m]}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: standard}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnPolicy, Rule
from treatyc.diagnostics import Severity
from treatyc.system.policy import Policy
from treatyc.system.system import System

_DEFAULT = Policy.__dataclass_fields__["backoff_s"].default


def check(system: System, policy: Policy) -> Findings:
    """Delays that no delivery waits for; the default ones promise nothing."""
    del system
    waits = policy.max_deliver - 1
    if len(policy.backoff_s) > waits and policy.backoff_s != _DEFAULT:
        yield Finding(
            f"policy `{policy.name}` lists {len(policy.backoff_s)} delays, and only {waits} are ever waited",
            policy.place,
            f"shorten `backoff`, or set `max_deliver` to {len(policy.backoff_s) + 1}",
        )


RULE = Rule("backoff-unused", Severity.WARNING, OnPolicy(check), __doc__)
