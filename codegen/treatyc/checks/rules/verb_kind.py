"""A verb that does not fit the kind of its channel.

## What
Reports an agent's reference whose verb means something else than the channel's kind: `calls` and `serves` need a
`command`, `sends` and `receives` anything but a `reply`, which the server of a request sends and its caller awaits.

## Why
The kind decides how a message travels: an event goes to every group, a command to one of a pool, a reply to whoever
asked. With the wrong verb nothing arrives, or it arrives at the wrong one.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {serves: [events.order.placed]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed]}
  billing: {receives: [events.order.placed]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.checks.rule import Finding, Findings, OnAgent, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.system.address import has_wildcard
from treatyc.system.agent import Agent, Outlet, Reading, Subscription, Writing
from treatyc.system.channel import Kind
from treatyc.system.system import System

_BROADCAST = (Kind.EVENT, Kind.METRIC, Kind.STATE)
_FITS: dict[Reading | Writing, tuple[Kind, ...]] = {
    Reading.RECEIVES: (*_BROADCAST, Kind.COMMAND, Kind.DEAD_LETTER),
    Reading.TAPS: tuple(Kind),  # `tap-without-work` says what a tap is for
    Reading.SERVES: (Kind.COMMAND,),
    Writing.SENDS: (*_BROADCAST, Kind.COMMAND),
    Writing.CALLS: (Kind.COMMAND,),
}
_INSTEAD = {
    Reading.SERVES: "write `receives`: only a command is answered",
    Writing.CALLS: "write `sends`: only a command is answered",
    Reading.RECEIVES: "let the agent call the command: the reply comes back to its caller",
    Writing.SENDS: "let the agent serve the command: what its handler returns is the reply",
}


def check(system: System, agent: Agent) -> Findings:
    """Each match whose kind the verb does not take; a wildcard leaves out what it cannot mean."""
    for verb, reference in _references(agent):
        if has_wildcard(reference.pattern) and len(reference.matches) > 1:
            continue
        for match in reference.matches:
            channel = system.channel(match.channel)
            if channel.kind not in _FITS[verb]:
                yield Finding(
                    f"`{agent.name}` {verb.value} `{reference.pattern}`, which is of kind `{channel.kind.value}`",
                    reference.place,
                    _INSTEAD[verb],
                    (Related("declared here", channel.place),),
                    (channel,),
                )


def _references(agent: Agent) -> Iterator[tuple[Reading | Writing, Subscription | Outlet]]:
    yield from ((subscription.reading, subscription) for subscription in agent.subscriptions)
    yield from ((outlet.writing, outlet) for outlet in agent.outlets)


RULE = Rule("verb-kind", Severity.ERROR, OnAgent(check), __doc__)
