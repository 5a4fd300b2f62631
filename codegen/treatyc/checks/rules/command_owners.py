"""A command that several agents take.

## What
Reports a channel of kind `command` that two different agents receive or serve, each in a group of its own, so that
both take the same message. Agents that fix a parameter to different values share nothing and are left alone.

## Why
A command is work for exactly one of a pool. With two owners it is done twice, and a caller gets two answers. An agent
that only wants to see the work, such as an audit, uses `taps`: a tap is given its own copy on every broker, where two
plain consumers of one work queue would be refused or would take each other's messages.

## Fails
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
  audit: {receives: [commands.>]}
```

## Passes
```yaml
channels:
  commands.price.quote: {kind: command, message: shop.v1.PriceRequest}
agents:
  shop: {sends: [commands.price.quote]}
  pricing: {receives: [commands.price.quote]}
  audit: {taps: [commands.>]}
```
"""

from __future__ import annotations

from treatyc.checks.rule import Finding, Findings, OnChannel, Rule
from treatyc.checks.wiring import Reader, is_work, overlap, readers
from treatyc.diagnostics import Related, Severity
from treatyc.system.address import has_wildcard
from treatyc.system.agent import Reading
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System, channel: Channel) -> Findings:
    """Each agent that takes work which another one takes in a group of its own."""
    if not is_work(channel):
        return
    takers = readers(system, channel, Reading.RECEIVES, Reading.SERVES)
    # A wildcard comes second: it is the one that more likely meant to watch.
    ordered = sorted(takers, key=lambda taker: has_wildcard(taker.subscription.pattern))
    for index, other in enumerate(ordered):
        one = next((earlier for earlier in ordered[:index] if _rivals(earlier, other)), None)
        if one is not None:
            yield Finding(
                f"`{channel.address}` is work for one agent, and both `{one.agent.name}` and `{other.agent.name}`"
                " take it",
                other.place,
                f"let one of them own it; to watch the work without taking it, write `taps` in `{other.agent.name}`",
                (Related(f"`{one.agent.name}` takes it here", one.place),),
                (one.agent, other.agent),
            )


def _rivals(one: Reader, other: Reader) -> bool:
    apart = one.agent.name != other.agent.name and one.subscription.group != other.subscription.group
    return apart and overlap(one.match, other.match)


RULE = Rule("command-owners", Severity.ERROR, OnChannel(check), __doc__)
