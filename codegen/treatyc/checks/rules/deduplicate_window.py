"""A deduplication window that is over before the retries are.

## What
Reports a policy whose `deduplicate` is shorter than the time that all its deliveries can take:
`max_deliver` times `ack_wait`, and the delays of `backoff` between them.

## Why
A message that comes again after the window is taken for a new one. The last retry then does the work a second time,
which is what deduplication was to prevent (P24).

## Fails
```yaml
policies:
  patient: {ack_wait: 5m, max_deliver: 5, backoff: [1m], deduplicate: 10m}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: patient}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
```

## Passes
```yaml
policies:
  patient: {ack_wait: 5m, max_deliver: 5, backoff: [1m], deduplicate: 1h}
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest, policy: patient}
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
from treatyc.system.units import duration_text


def check(system: System, policy: Policy) -> Findings:
    """A window that ends before the last retry; one that was switched off is left alone."""
    del system
    horizon = policy.retry_horizon_s
    if 0 < policy.deduplicate_s < horizon:
        yield Finding(
            f"policy `{policy.name}` remembers a message for {duration_text(policy.deduplicate_s)}, and its deliveries"
            f" can take {duration_text(horizon)}",
            policy.place,
            f"set `deduplicate` to {duration_text(horizon)} at least",
        )


RULE = Rule("deduplicate-window", Severity.ERROR, OnPolicy(check), __doc__)
