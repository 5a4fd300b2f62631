"""Two agents that are one to the broker.

## What
Reports an agent whose `principal` is also that of another agent.

## Why
The broker grants both what each of them needs, and its log cannot tell which one acted. A password that leaks, or is
changed, is that of both (P40).

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed], principal: backend}
  billing: {receives: [events.order.placed], principal: backend}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed], principal: orders}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Agent
from treatyc.system.system import System
from treatyc.topology.principals import principal


def check(system: System) -> Findings:
    """Each agent that bears the principal of an earlier one."""
    holders: dict[str, Agent] = {}
    for agent in system.agents:
        who = principal(system, agent)
        holder = holders.setdefault(who, agent)
        if holder is not agent:
            yield Finding(
                f"to a broker `{agent.name}` and `{holder.name}` are one, `{who}`: each may do what the other may",
                agent.place,
                "give each agent a `principal` of its own, or leave it out",
                (Related("the other one", holder.place),),
                (holder, agent),
            )


RULE = Rule("principal-shared", Severity.WARNING, OnSystem(check), __doc__)
