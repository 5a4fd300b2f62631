"""Agents that wake each other for ever.

## What
Reports agents that feed each other: whatever any of them sends wakes one of them again. An agent that receives what
it sends is the shortest such loop. Calls, replies and metrics are not counted, and a loop that some event leaves, to
an agent outside, is taken to end there.

## Why
One message becomes an endless stream that no retry limit stops, since every hop succeeds. Where the handlers do end
it, say so with an `ignore` and the reason.

## Fails
```yaml
channels:
  events.draft.written: {kind: event, message: shop.v1.OrderPlaced}
  events.draft.criticised: {kind: event, message: shop.v1.OrderPlaced}
agents:
  writer: {receives: [events.draft.criticised], sends: [events.draft.written]}
  critic: {receives: [events.draft.written], sends: [events.draft.criticised]}
```

## Passes
```yaml
channels:
  events.draft.written: {kind: event, message: shop.v1.OrderPlaced}
  events.draft.criticised: {kind: event, message: shop.v1.OrderPlaced}
  events.draft.accepted: {kind: event, message: shop.v1.OrderPlaced}
agents:
  writer: {receives: [events.draft.criticised], sends: [events.draft.written]}
  critic: {receives: [events.draft.written], sends: [events.draft.criticised, events.draft.accepted]}
  printer: {receives: [events.draft.accepted]}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from treatyc.check.rule import Finding, Findings, OnSystem, Rule
from treatyc.check.wiring import overlap, quoted
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Agent, Match, Outlet, Reading, Subscription, Writing
from treatyc.system.channel import Kind
from treatyc.system.system import System

_DRIVING = (Kind.EVENT, Kind.COMMAND)


def check(system: System) -> Findings:
    """Each set of agents that nothing leaves."""
    by_name = {agent.name: agent for agent in system.agents}
    feeds = {agent.name: _fed_by(system, agent) for agent in system.agents}
    for names in _circles(feeds):
        members = [by_name[name] for name in names]
        if not any(_leaves(system, agent, members) for agent in members):
            first, *others = members
            yield Finding(
                _message(names),
                first.place,
                "let one of them send something that ends the conversation, or ignore this with the reason why it ends",
                tuple(Related("part of the loop", agent.place) for agent in others),
                tuple(members),
            )


def _message(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"`{names[0]}` receives what it sends, and would wake itself for ever"
    return f"{quoted(names)} wake each other for ever: all that they send comes back to them"


def _fed_by(system: System, agent: Agent) -> frozenset[str]:
    """The agents that a message of this one wakes."""
    matches = [match for outlet in _driving_outlets(agent) for match in _driving(system, outlet)]
    readers = {reader.name: reader for match in matches for reader in system.readers(match.channel)}
    return frozenset(name for name, reader in readers.items() if any(_wakes(match, reader) for match in matches))


def _leaves(system: System, agent: Agent, members: list[Agent]) -> bool:
    """Whether something that the agent sends wakes none of the members."""
    matches = [match for outlet in _driving_outlets(agent) for match in _driving(system, outlet)]
    return any(not any(_wakes(match, member) for member in members) for match in matches)


def _driving_outlets(agent: Agent) -> Iterator[Outlet]:
    return (outlet for outlet in agent.outlets if outlet.writing is Writing.SENDS)


def _driving(system: System, reference: Outlet | Subscription) -> Iterator[Match]:
    return (match for match in reference.matches if system.channel(match.channel).kind in _DRIVING)


def _wakes(match: Match, reader: Agent) -> bool:
    received = (subscription for subscription in reader.subscriptions if subscription.reading is Reading.RECEIVES)
    return any(overlap(match, taken) for subscription in received for taken in subscription.matches)


def _circles(feeds: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """The strongly connected sets: those that reach each other, and one alone that reaches itself."""
    reach = {name: _reachable(feeds, name) for name in feeds}
    done: set[str] = set()
    for name in sorted(feeds):
        if name in reach[name] and name not in done:
            circle = tuple(sorted(other for other in reach[name] if name in reach[other]))
            done.update(circle)
            yield circle


def _reachable(feeds: Mapping[str, frozenset[str]], start: str) -> frozenset[str]:
    found: set[str] = set()
    pending = list(feeds[start])
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(feeds[name])
    return frozenset(found)


RULE = Rule("agent-loop", Severity.WARNING, OnSystem(check), __doc__)
