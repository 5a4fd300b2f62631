"""Production that anybody may join.

## What
Reports a target marked `production` on a broker of one's own whose `security` says neither how agents show who they
are (`mechanism`) nor which certificate they show.

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

_IDENTITY = ("mechanism", "certificate")
_MANAGED = (Broker.MEMORY, Broker.SQS, Broker.PUBSUB)


def check(system: System, target: Target) -> Findings:
    """A production target without identities."""
    del system
    given = dict(target.security)
    if target.production and target.broker not in _MANAGED and not any(key in given for key in _IDENTITY):
        yield Finding(
            f"agents do not show who they are to the broker of production target `{target.name}`",
            target.place,
            "set `security.mechanism` with `username` and `password`, or a `certificate`",
        )


RULE = Rule("production-anonymous", Severity.WARNING, OnTarget(check), __doc__)
