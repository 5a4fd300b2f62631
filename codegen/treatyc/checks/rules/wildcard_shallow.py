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

from collections.abc import Iterator

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.checks.wiring import quoted
from treatyc.diagnostics import Related, Severity
from treatyc.link.patterns import AddressTree
from treatyc.link.references import NEVER_BY_WILDCARD
from treatyc.system.address import tokens
from treatyc.system.agent import Subscription
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System) -> Findings:
    """Each subscription that ends in one token where longer addresses begin alike."""
    tree = AddressTree(channel.address for channel in system.channels)
    for agent in system.agents:
        covered = {match.channel for subscription in agent.subscriptions for match in subscription.matches}
        for subscription in agent.subscriptions:
            missed = [channel for channel in _deeper(system, tree, subscription) if channel.address not in covered]
            if missed:
                yield Finding(
                    f"`{subscription.pattern}` does not cover {quoted(channel.address for channel in missed)}:"
                    " `*` is exactly one token",
                    subscription.place,
                    f"write `{subscription.pattern[:-1]}>` to cover everything below",
                    tuple(Related("not covered", channel.place) for channel in missed),
                    (agent,),
                )


def _deeper(system: System, tree: AddressTree, subscription: Subscription) -> Iterator[Channel]:
    """The channels of the same kinds that `>` would cover in place of the last `*`."""
    *prefix, last = tokens(subscription.pattern)
    if last != "*" or not subscription.matches:
        return
    kinds = {system.channel(match.channel).kind for match in subscription.matches} - NEVER_BY_WILDCARD
    for address, _ in tree.find(".".join([*prefix, ">"])):
        channel = system.channel(address)
        if channel.kind in kinds and len(tokens(address)) > len(prefix) + 1:
            yield channel


RULE = Rule("wildcard-shallow", Severity.WARNING, OnSystem(check), __doc__)
