"""Two agents that read a channel in one group.

## What
Reports a channel that two different agents read with the same `group`.

## Why
A group shares its messages out: each goes to one member. That is right among the instances of one agent, which all
run the same code. Two different agents in one group each see a random part of the messages.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [{channel: events.order.placed, group: order_readers}]}
  shipping: {receives: [{channel: events.order.placed, group: order_readers}]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
  shipping: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.checks.wiring import Reader, overlap, readers
from treatyc.diagnostics import Related, Severity
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """Each agent that would take messages from another one."""
    takers = readers(system, channel)
    for index, other in enumerate(takers):
        one = next((earlier for earlier in takers[:index] if _rivals(earlier, other)), None)
        if one is not None:
            group = one.subscription.group
            yield Finding(
                f"`{one.agent.name}` and `{other.agent.name}` read `{channel.address}` in one group, `{group}`:"
                " each gets only a part",
                other.place,
                "leave `group` out, so that each agent has its own",
                (Related(f"`{one.agent.name}` joins the group here", one.place),),
                (one.agent, other.agent),
            )


def _rivals(one: Reader, other: Reader) -> bool:
    together = one.agent.name != other.agent.name and one.subscription.group == other.subscription.group
    return together and overlap(one.match, other.match)


RULE = Rule("group-shared", Severity.ERROR, OnChannel(check), __doc__)
