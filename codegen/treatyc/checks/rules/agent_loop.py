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

from treatyc.checks.rule import Finding, Findings, OnSystem, Rule
from treatyc.checks.wiring import overlap, quoted
from treatyc.diagnostics import Related, Severity
from treatyc.system.agent import Agent, Match, Reading, Writing
from treatyc.system.channel import Kind
from treatyc.system.system import System

_DRIVING = (Kind.EVENT, Kind.COMMAND)


def check(system: System) -> Findings:
    """Each set of agents that nothing leaves."""
    agents = {agent.name: agent for agent in system.agents}
    sent = {name: tuple(_woken(system, agent)) for name, agent in agents.items()}
    for names in _circles({name: frozenset().union(*woken) for name, woken in sent.items()}):
        if all(woken & names for name in names for woken in sent[name]):
            first, *others = (agents[name] for name in sorted(names))
            yield Finding(
                _message(sorted(names)),
                first.place,
                "let one of them send something that ends the conversation, or ignore this with the reason why it ends",
                tuple(Related("part of the loop", agent.place) for agent in others),
                (first, *others),
            )


def _message(names: list[str]) -> str:
    if len(names) == 1:
        return f"`{names[0]}` receives what it sends, and would wake itself for ever"
    return f"{quoted(names)} wake each other for ever: all that they send comes back to them"


def _woken(system: System, agent: Agent) -> Iterator[frozenset[str]]:
    """For each thing that an agent sends, the agents that it wakes."""
    for outlet in agent.outlets:
        for match in outlet.matches:
            if outlet.writing is Writing.SENDS and system.channel(match.channel).kind in _DRIVING:
                yield frozenset(_receivers(system, match))


def _receivers(system: System, match: Match) -> Iterator[str]:
    for reader, subscription, taken in system.readings(match.channel):
        if subscription.reading is Reading.RECEIVES and overlap(match, taken):
            yield reader.name


def _circles(feeds: Mapping[str, frozenset[str]]) -> Iterator[frozenset[str]]:
    """The sets of agents that all reach each other, and those of one that reaches itself (Kosaraju's algorithm)."""
    fed_by: dict[str, set[str]] = {name: set() for name in feeds}
    for name, others in feeds.items():
        for other in others:
            fed_by[other].add(name)
    left = set(feeds)
    for name in reversed(_finished(feeds)):
        circle = set()
        pending = [name] if name in left else []
        while pending:
            one = pending.pop()
            if one in left:
                left.discard(one)
                circle.add(one)
                pending += fed_by[one]
        if len(circle) > 1 or (circle and name in feeds[name]):
            yield frozenset(circle)


def _finished(feeds: Mapping[str, frozenset[str]]) -> list[str]:
    """The agents in the order in which a walk, deeper first, is done with each."""
    done: list[str] = []
    seen: set[str] = set()
    for start in sorted(feeds):
        pending = [(start, False)]
        while pending:
            name, left = pending.pop()
            if left:
                done.append(name)
            elif name not in seen:
                seen.add(name)
                pending.append((name, True))
                pending += [(other, False) for other in sorted(feeds[name])]
    return done


RULE = Rule("agent-loop", Severity.WARNING, OnSystem(check), __doc__)
