"""Who an agent is to a target's broker: its principal, its user, what it may do there, and what is made for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from treatyc.describe.objects import cannot, may
from treatyc.describe.part import conversation, part
from treatyc.describe.rights import rights
from treatyc.describe.settings import setting_rows
from treatyc.describe.sheet import Row, Section, Sheet, rows
from treatyc.describe.words import listed
from treatyc.system.agent import Agent
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.grants import grants
from treatyc.topology.principals import password_name, principal
from treatyc.topology.resource import Resource
from treatyc.topology.semantics import Semantics


def describe_principal(system: System, target: Target, semantics: Semantics, agent: Agent) -> Sheet:
    """All that an agent is to a broker."""
    who = principal(system, agent)
    granted = grants(system, target)
    used = {grant.channel.address for grant in granted if grant.agent == agent.name}
    alone, smaller = part(system, target, conversation(target.channels, used))
    alone = replace(alone, agents=tuple(each for each in alone.agents if each.name == agent.name))
    made = semantics.derive(system, target)
    words = dict.fromkeys(may(grant, grant.channel.address) for grant in granted if grant.agent == agent.name)
    return Sheet(
        title=f"{agent.name} is {who} to {target.broker.value} at {target.name}.",
        sentences=(_shared(system, agent, who),),
        sections=(
            Section("User", tuple(_user(made, target, who))),
            Section("It may", rows("", list(words) or ["do nothing: it declares nothing"])),
            Section("Its permissions there", rows("", rights(system, target).get(who, ()))),
            Section("Made for it", rows("", list(_made(made, agent)))),
            cannot(target, semantics.shortcomings(alone, smaller)),
        ),
    )


def _shared(system: System, agent: Agent, who: str) -> str:
    others = [each.name for each in system.agents if principal(system, each) == who and each != agent]
    if not others:
        return ""
    return f"It is the same user as {listed(others)}: each of them may do what any of them declares."


def _user(made: tuple[Resource, ...], target: Target, who: str) -> Iterator[Row]:
    several = [each for each in made if each.kind == "user" and each.name == who]
    yield from (row for user in several for row in setting_rows(user))
    if not several:
        yield Row("user", "not made by treaty")
    elif (name := password_name(target, who)) is not None:
        yield Row("password", f"in the environment as {name}, when it is made")


def _made(made: tuple[Resource, ...], agent: Agent) -> Iterator[str]:
    """What holds the agent's work alone: each name once, with all kinds that are called so."""
    by_name: dict[str, list[str]] = {}
    for resource in made:
        if resource.origin.agent == agent.name and resource.origin.channel:
            by_name.setdefault(resource.name, []).append(resource.kind)
    yield from (f"{', '.join(kinds)} {name}" for name, kinds in by_name.items())
