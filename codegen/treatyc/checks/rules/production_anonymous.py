"""Production that anybody may join.

## What
Reports a target marked `production` on a broker of one's own whose `security` says neither how agents show who they
are (`mechanism`, or `username` where there is only one way) nor which certificate they show.

## Why
Without an identity there are no permissions: every process that reaches the broker can read and write everything
(P40).

## Fails
```yaml
targets:
  prod: {broker: kafka, url: "${KAFKA_URL}", production: true, replicas: 3}
```

## Passes
```yaml
targets:
  prod:
    broker: kafka
    url: "${KAFKA_URL}"
    production: true
    replicas: 3
    security:
      {protocol: sasl_tls, mechanism: scram-sha-512, username: "${KAFKA_USER}", password: "${KAFKA_PASSWORD}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Severity
from treatyc.system.system import System
from treatyc.system.target import Broker, Target

_MANAGED = (Broker.MEMORY, Broker.SQS, Broker.PUBSUB)


def check(system: System, target: Target) -> Findings:
    """A production target without identities."""
    del system
    if not target.production or target.broker in _MANAGED:
        return
    # A Kafka asks how one logs in; the others know one way.
    ways = ("mechanism", "certificate") if target.broker is Broker.KAFKA else ("mechanism", "username", "certificate")
    if not any(key in ways for key, _ in target.security):
        how = "`mechanism`, `username` and `password`" if target.broker is Broker.KAFKA else "`username` and `password`"
        yield Finding(
            f"agents do not show who they are to the broker of production target `{target.name}`",
            target.place,
            f"set {how} in `security`, or a `certificate`",
        )


RULE = Rule("production-anonymous", Severity.WARNING, OnTarget(check), __doc__)
