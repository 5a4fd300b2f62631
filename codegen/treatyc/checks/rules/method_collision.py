"""Two generated methods of one name.

## What
Reports an agent for which two outlets would give one method of the client, or two subscriptions one method of the
handlers.

## Why
Methods are named after addresses, without the parts that vary and without signs that Python does not take:
`events.order.*` and `events.order.>` both become `on_order`. A channel's key `name` gives its methods another one.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order-placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed, events.order-placed]}
  billing: {receives: [events.order.>]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order-placed: {kind: event, message: shop.v1.OrderPlaced, name: quick_order}
agents:
  orders: {sends: [events.order.placed, events.order-placed]}
  billing: {receives: [events.order.>]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.checks.rule import Finding, Findings, OnAgent, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.source import Place
from treatyc.system.agent import Agent
from treatyc.system.methods import client_method, handler_method
from treatyc.system.system import System


def check(system: System, agent: Agent) -> Findings:
    """Each method that stands for two different things."""
    for methods in (_client(system, agent), _handlers(system, agent)):
        first: dict[str, tuple[str, Place]] = {}
        for method, address, place in methods:
            owner, where = first.setdefault(method, (address, place))
            if owner != address:
                yield Finding(
                    f"`{owner}` and `{address}` would both be `{method}` in `{agent.name}`",
                    place,
                    "give one of the channels a `name`",
                    (Related("the other one", where),),
                )


def _client(system: System, agent: Agent) -> Iterator[tuple[str, str, Place]]:
    for outlet in agent.outlets:
        for match in outlet.matches:
            yield client_method(outlet.writing, system.channel(match.channel)), match.channel, outlet.place


def _handlers(system: System, agent: Agent) -> Iterator[tuple[str, str, Place]]:
    for subscription in agent.subscriptions:
        yield handler_method(system, subscription), subscription.pattern, subscription.place


RULE = Rule("method-collision", Severity.ERROR, OnAgent(check), __doc__)
