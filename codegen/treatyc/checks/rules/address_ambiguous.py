"""Two channels that one address fits.

## What
Reports two channels of the same number of tokens for which some concrete address belongs to both.

## Why
A message at `events.order.placed` would be on `events.order.placed` and on `events.order.{country}` at once: which
schema, policy and readers hold would be chance. Listing the values of the parameter keeps the two apart.

## Fails
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.{country}: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed, "events.order.{country}"]}
  billing: {receives: [events.order.>]}
```

## Passes
```yaml
channels:
  events.order.placed: {kind: event, message: shop.v1.OrderPlaced}
  events.order.in.{country}: {kind: event, message: shop.v1.OrderPlaced}
agents:
  orders: {sends: [events.order.placed, "events.order.in.{country}"]}
  billing: {receives: [events.order.>]}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.diagnostics import Related, Severity
from treatyc.link.patterns import AddressTree
from treatyc.system.address import parameter_name, tokens
from treatyc.system.channel import Channel
from treatyc.system.system import System


def check(system: System) -> Findings:
    """Each pair of templates that share an address; two without parameters cannot."""
    for one, other in _candidates(system):
        if _meet(one, other):
            yield Finding(
                f"some address is on both `{one.address}` and `{other.address}`",
                other.place,
                "give one of them a token of its own, or list the values of its parameter",
                (Related("the other one", one.place),),
                (one, other),
            )


def _candidates(system: System) -> Iterator[tuple[Channel, Channel]]:
    """Pairs whose plain tokens agree, the values of parameters aside; each pair once, in the order of addresses."""
    tree = AddressTree(channel.address for channel in system.channels)
    for channel in system.channels:
        if channel.parameters:
            pattern = ".".join("*" if parameter_name(token) else token for token in tokens(channel.address))
            for address, _ in tree.find(pattern):
                other = system.channel(address)
                if other is not channel and (channel.address < address or not other.parameters):
                    yield (channel, other) if channel.address < address else (other, channel)


def _meet(one: Channel, other: Channel) -> bool:
    pairs = zip(tokens(one.address), tokens(other.address), strict=True)
    return all(_common(a, _values(one), b, _values(other)) for a, b in pairs)


def _values(channel: Channel) -> Mapping[str, frozenset[str]]:
    return {parameter.name: frozenset(parameter.values) for parameter in channel.parameters}


def _common(a: str, values_a: Mapping[str, frozenset[str]], b: str, values_b: Mapping[str, frozenset[str]]) -> bool:
    """Whether some value fits two tokens; an empty set of values stands for any."""
    choices_a = _choices(a, values_a)
    choices_b = _choices(b, values_b)
    return not choices_a or not choices_b or bool(choices_a & choices_b)


def _choices(token: str, values: Mapping[str, frozenset[str]]) -> frozenset[str]:
    name = parameter_name(token)
    return frozenset({token}) if name is None else values.get(name, frozenset())


RULE = Rule("address-ambiguous", Severity.ERROR, OnSystem(check), __doc__)
