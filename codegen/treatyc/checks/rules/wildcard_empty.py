"""A wildcard that matches no channel.

## What
Reports a subscription or an outlet with a wildcard (`*` or `>`) to which no declared channel fits.

## Why
It is declared work that never happens: the trigger never fires. Mostly one token is misspelt (`tool.` for `tools.`),
or a `*`, which stands for exactly one token, was meant for several.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed, event.*.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.*.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnAgent, Rule
from treatyc.diagnostics import Severity
from treatyc.suggest import nearest
from treatyc.system.address import tokens
from treatyc.system.agent import Agent, Outlet, Subscription
from treatyc.system.system import System


def check(system: System, agent: Agent) -> Findings:
    """Each reference of an agent that covers nothing."""
    references: tuple[Subscription | Outlet, ...] = (*agent.subscriptions, *agent.outlets)
    for reference in references:
        if not reference.matches:
            yield Finding(
                f"`{reference.pattern}` matches no channel", reference.place, _help(system, reference.pattern)
            )


def _help(system: System, pattern: str) -> str:
    """The nearest root, or the deeper channels that a `*` at the end stops short of."""
    first, *rest = tokens(pattern)
    roots = sorted({tokens(channel.address)[0] for channel in system.channels})
    if first not in roots and (close := nearest(first, roots)) is not None:
        return f"did you mean `{'.'.join([close, *rest])}`?"
    if tokens(pattern)[-1] == "*":
        return f"`*` is exactly one token; `{pattern[:-1]}>` covers everything below"
    return "declare a channel that it covers, or remove it"


RULE = Rule("wildcard-empty", Severity.ERROR, OnAgent(check), __doc__)
