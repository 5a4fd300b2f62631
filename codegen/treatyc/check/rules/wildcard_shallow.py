"""A wildcard that stops short of deeper channels.

## What
Reports a subscription that ends in `*` and covers some channels while others, below the same prefix, have more tokens.

## Why
`*` is exactly one token. `commands.agent.*` covers `commands.agent.restart` and not `commands.agent.pricing.refresh`,
though it reads as if it did. Where one token is meant, say so with an `ignore` and the reason.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.line.added: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed, events.order.line.added]}
  billing: {receives: [events.order.line.added]}
  audit: {receives: [events.order.*]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.line.added: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed, events.order.line.added]}
  billing: {receives: [events.order.line.added]}
  audit: {receives: [events.order.>]}
```
"""

from __future__ import annotations

from treatyc.check.rule import Finding, Findings, OnAgent, Rule
from treatyc.check.wiring import quoted
from treatyc.diagnostics import Related, Severity
from treatyc.system.address import tokens
from treatyc.system.agent import Agent, Subscription
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System


def check(system: System, agent: Agent) -> Findings:
    """Each subscription that ends in one token where longer addresses begin alike."""
    covered = {match.channel for subscription in agent.subscriptions for match in subscription.matches}
    for subscription in agent.subscriptions:
        missed = [channel for channel in _deeper(system, subscription) if channel.address not in covered]
        if missed:
            yield Finding(
                f"`{subscription.pattern}` does not cover {quoted(channel.address for channel in missed)}:"
                " `*` is exactly one token",
                subscription.place,
                f"write `{subscription.pattern[:-1]}>` to cover everything below",
                tuple(Related("not covered", channel.place) for channel in missed),
            )


def _deeper(system: System, subscription: Subscription) -> list[Channel]:
    *prefix, last = tokens(subscription.pattern)
    if last != "*" or not subscription.matches:
        return []
    kinds = {system.channel(match.channel).kind for match in subscription.matches}
    return [
        channel
        for channel in system.channels
        if channel.kind in kinds and channel.kind is not Kind.REPLY and _begins(tokens(channel.address), prefix)
    ]


def _begins(address: tuple[str, ...], prefix: list[str]) -> bool:
    """Whether an address has at least two tokens more than the prefix that it begins with."""
    alike = all(want in ("*", token) for want, token in zip(prefix, address, strict=False))
    return len(address) > len(prefix) + 1 and alike


RULE = Rule("wildcard-shallow", Severity.WARNING, OnAgent(check), __doc__)
