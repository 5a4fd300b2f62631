"""Two users whose passwords have one name.

## What
Reports, for each target with `agent_passwords`, two principals whose passwords would be looked up under the same name
in the environment.

## Why
A name there has only letters, digits and `_`: `shop.order-in` and `shop.order.in` both become `SHOP_ORDER_IN`. Both
users would have one password, and who knows it can be either (P40).

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed], principal: shop.order-in}
  billing: {receives: [events.order.placed], principal: shop.order.in}
targets:
  dev: {broker: nats, url: "${NATS_URL}", agent_passwords: "${NATS_PASSWORD_*}"}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed], principal: shop.order-in}
  billing: {receives: [events.order.placed], principal: shop.order-out}
targets:
  dev: {broker: nats, url: "${NATS_URL}", agent_passwords: "${NATS_PASSWORD_*}"}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnTarget, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Agent
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.principals import password_name, principal


def check(system: System, target: Target) -> Findings:
    """Each agent whose password has the name of that of another principal."""
    holders: dict[str, Agent] = {}
    for agent in system.agents:
        name = password_name(target, principal(system, agent))
        if name is None:
            return
        holder = holders.setdefault(name, agent)
        if principal(system, holder) != principal(system, agent):
            yield Finding(
                f"the passwords of `{principal(system, holder)}` and `{principal(system, agent)}` have one name in the"
                f" environment, `{name}`",
                agent.place,
                "give one of the agents another `principal`",
                (Related("the other one", holder.place), Related("on this target", target.place)),
                (holder, agent),
            )


RULE = Rule("password-shared", Severity.ERROR, OnTarget(check), __doc__)
