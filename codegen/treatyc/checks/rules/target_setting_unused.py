"""A setting of a target that its broker does not have.

## What
Reports a target with `vhost` whose broker is not RabbitMQ, with `partitions` where it is not Kafka, with
`agent_passwords` where it has no users with passwords, or with `replicas` where nobody can choose them.

## Why
Whoever wrote it expects something that does not happen.

## Fails
```yaml
targets:
  dev: {broker: redis, url: "${REDIS_URL}", vhost: shop, partitions: 12}
```

## Passes
```yaml
targets:
  dev: {broker: redis, url: "${REDIS_URL}", prefix: shop.}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Severity
from treatyc.system.system import System
from treatyc.system.target import Broker, Target

_DEFAULT_VHOST = "/"
_OF_OTHERS = (Broker.MEMORY, Broker.SQS, Broker.PUBSUB)
"""Who keeps as many copies as it likes, and knows agents by other means than passwords, or not at all."""


def check(system: System, target: Target) -> Findings:
    """Each setting that says nothing to the broker."""
    del system
    unused = {
        "vhost": target.vhost != _DEFAULT_VHOST and target.broker is not Broker.RABBITMQ,
        "partitions": target.partitions is not None and target.broker is not Broker.KAFKA,
        "agent_passwords": target.agent_passwords is not None and target.broker in _OF_OTHERS,
        "replicas": target.replicas is not None and target.broker in _OF_OTHERS,
    }
    for key in (key for key, is_unused in unused.items() if is_unused):
        yield Finding(
            f"`{key}` says nothing to {target.broker.value}, the broker of target `{target.name}`",
            target.place,
            "remove it",
        )


RULE = Rule("target-setting-unused", Severity.WARNING, OnTarget(check), __doc__)
