"""Manifests that are asked for, and of which none is written.

## What
Reports a target of a `topology` output that has no broker of its own, and a format that none of its targets can be
written in.

## Why
Whoever wrote it expects a folder that does not come.

## Fails
```yaml
targets:
  dev: {broker: memory}
  live: {broker: nats, url: "${NATS_URL}"}
generate:
  - topology: {out: generated, targets: [dev, live], formats: [nack, strimzi]}
```

## Passes
```yaml
targets:
  dev: {broker: memory}
  live: {broker: nats, url: "${NATS_URL}"}
generate:
  - topology: {out: generated, targets: [live], formats: [nack]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Severity
from treatyc.system.manifest import BROKERS, ManifestFormat
from treatyc.system.system import Output, System
from treatyc.system.target import Broker

_EMITTER = "topology"


def check(system: System) -> Findings:
    """Each target and format of each output that nothing is written for."""
    for output in system.outputs:
        if output.emitter == _EMITTER:
            yield from _of(output, system)


def _of(output: Output, system: System) -> Findings:
    named = {value for name, value in output.options if name == "target"}
    targets = [target for target in system.targets if not named or target.name in named]
    for target in targets:
        if named and target.broker is Broker.MEMORY:
            message = f"nothing is written for target `{target.name}`: what runs in memory needs nothing"
            yield Finding(message, output.place, "take it out of `targets`")
    brokers = {target.broker for target in targets}
    for name, value in output.options:
        if name == "format" and not brokers & BROKERS[ManifestFormat(value)]:
            fitting = " or ".join(sorted(each.value for each in BROKERS[ManifestFormat(value)]))
            message = f"nothing is written in the format `{value}`: it is for {fitting}, and no target has that broker"
            yield Finding(message, output.place, "take it out of `formats`")


RULE = Rule("output-unused", Severity.WARNING, OnSystem(check), __doc__)
