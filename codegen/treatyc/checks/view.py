"""The system as rules look at it: each thing that a rule may look at, listed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import assert_never

from treatyc.checks.rule import (
    Delivery,
    Finding,
    Findings,
    OnAgent,
    OnBroker,
    OnChannel,
    OnDelivery,
    OnField,
    OnMessage,
    OnPolicy,
    OnSchema,
    OnSystem,
    OnTarget,
    Rule,
)
from treatyc.diagnostics import Related
from treatyc.system.agent import Agent
from treatyc.system.channel import Channel
from treatyc.system.schema import Field, Record, Schema
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.brokers import SEMANTICS
from treatyc.topology.semantics import Problem

Seen = tuple[Finding, tuple[Channel | Agent, ...]]
"""A finding, and the declared things beside which an `ignore` silences it."""


@dataclass(frozen=True)
class View:
    """One system, as it is declared or as one target makes it."""

    system: System

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Each agent's reading of each channel."""
        return tuple(
            Delivery(agent, subscription, channel, subscription.policy or channel.policy)
            for agent in self.system.agents
            for subscription in agent.subscriptions
            for channel in map(self.system.channel, dict.fromkeys(match.channel for match in subscription.matches))
        )

    @cached_property
    def messages(self) -> tuple[tuple[Channel, Schema], ...]:
        """Each message type of each channel."""
        return tuple(
            (channel, self.system.schema(name.value)) for channel in self.system.channels for name in channel.messages
        )

    @cached_property
    def fields(self) -> tuple[tuple[Schema, Record, Field], ...]:
        """Each field of each record, once though several schemas of a file hold the record."""
        owners: dict[Record, Schema] = {}
        for schema in self.system.schemas:
            for definition in schema:
                if isinstance(definition, Record):
                    owners.setdefault(definition, schema)
        return tuple((schema, record, field) for record, schema in owners.items() for field in record.fields)

    @cached_property
    def problems(self) -> dict[str, tuple[tuple[Target, Problem], ...]]:
        """What the broker of each target would refuse, by the rule that tells it: derived once for all of them."""
        found: dict[str, list[tuple[Target, Problem]]] = defaultdict(list)
        for target in self.system.targets:
            if (semantics := SEMANTICS.get(target.broker)) is not None:
                for problem in semantics.problems(self.system, target):
                    found[problem.rule].append((target, problem))
        return {rule: tuple(problems) for rule, problems in found.items()}


def variants(system: System) -> Iterator[tuple[str, View]]:
    """The system as each target makes it, where a target changes any channel."""
    for target in system.targets:
        if target.channels != system.channels:
            yield target.name, View(replace(system, channels=target.channels))


def run(rule: Rule, view: View) -> Iterator[Seen]:
    """What one rule says about one view."""
    for findings, subjects in _looks(rule, view):
        yield from ((finding, (*subjects, *finding.about)) for finding in findings)


def _refusal(system: System, target: Target, problem: Problem) -> Finding:
    """What a broker would refuse, at the declaration that asks for it; an `ignore` beside that silences it."""
    origin = problem.resource.origin
    related = (Related("on this target", target.place),)
    channel = system.find_channel(origin.channel)
    agents: list[Channel | Agent] = [agent for agent in system.agents if agent.name == origin.agent]
    about = agents if channel is None else [channel, *agents]
    return Finding(problem.message, origin.place or target.place, problem.help, related, tuple(about))


def _looks(rule: Rule, view: View) -> Iterator[tuple[Findings, tuple[Channel | Agent, ...]]]:
    """Each look that a rule takes, with the declared things that it looks at."""
    system = view.system
    match rule.look:
        case OnSystem(check):
            yield check(system), ()
        case OnTarget(check):
            yield from ((check(system, target), ()) for target in system.targets)
        case OnBroker():
            yield (_refusal(system, *each) for each in view.problems.get(rule.id, ())), ()
        case OnPolicy(check):
            yield from ((check(system, policy), ()) for policy in system.policies)
        case OnChannel(check):
            yield from ((check(system, channel), (channel,)) for channel in system.channels)
        case OnAgent(check):
            yield from ((check(system, agent), (agent,)) for agent in system.agents)
        case OnDelivery(check):
            yield from ((check(system, one), (one.agent, one.channel)) for one in view.deliveries)
        case OnMessage(check):
            yield from ((check(system, channel, schema), (channel,)) for channel, schema in view.messages)
        case OnSchema(check):
            yield from ((check(system, schema), ()) for schema in system.schemas)
        case OnField(check):
            yield from ((check(system, *where), ()) for where in view.fields)
        case _:
            assert_never(rule.look)
