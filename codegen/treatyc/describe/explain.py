"""What a name means in a project: a rule, an agent, a message, a channel, an address or a pattern."""

from __future__ import annotations

from typing import assert_never

from treatyc.describe.agent import describe_agent
from treatyc.describe.channel import describe_channel
from treatyc.describe.message import describe_message
from treatyc.describe.objects import NOTHING_TO_MAKE, describe_objects
from treatyc.describe.pages import pages
from treatyc.describe.pattern import describe_pattern
from treatyc.describe.principal import describe_principal
from treatyc.describe.sheet import Sheet
from treatyc.describe.standing import standing
from treatyc.link.patterns import AddressTree, specificity
from treatyc.link.references import NEVER_BY_WILDCARD
from treatyc.suggest import did_you_mean
from treatyc.system.address import has_wildcard
from treatyc.system.agent import Agent
from treatyc.system.channel import Channel
from treatyc.system.schema import Schema
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.semantics import Semantics


def explain_rule(rule: str) -> str | None:
    """The page of a rule or refusal, or None where there is no such id."""
    page = pages().get(rule)
    if page is None:
        return None
    words = standing(rule) or "always an error or warning of reading the contracts"
    return f"{rule} ({words})\n\n{page.text}\n"


def explain_name(system: System, name: str) -> Sheet | None:
    """What an agent, a message, a channel, an address or a pattern is; None where nothing has this name."""
    for agent in system.agents:
        if agent.name == name:
            return describe_agent(system, agent)
    schema = system.find_schema(name) or _by_short_name(system, name)
    if schema is not None:
        return describe_message(system, schema)
    channels = covered(system, name)
    if has_wildcard(name) and channels:
        return describe_pattern(system, name, channels)
    return describe_channel(system, channels[0]) if channels else None


def explain_at_target(system: System, target: Target, semantics: Semantics | None, name: str) -> Sheet | None:
    """What a channel or an agent is on a target's broker, which `memory` says in a sentence; None of anything else."""
    found = _at_broker(system, name)
    if found is None:
        return None
    if semantics is None:
        named = found.address if isinstance(found, Channel) else found.name
        return Sheet(f"{named} needs nothing at {target.name}.", (NOTHING_TO_MAKE,), ())
    match found:
        case Channel():
            return describe_objects(system, target, semantics, found)
        case Agent():
            return describe_principal(system, target, semantics, found)
        case _:
            assert_never(found)


def _at_broker(system: System, name: str) -> Channel | Agent | None:
    for agent in system.agents:
        if agent.name == name:
            return agent
    channels = [] if has_wildcard(name) else covered(system, name)
    return channels[0] if channels else None


def covered(system: System, name: str) -> list[Channel]:
    """The channels that an address or a pattern means, the one that it fits best first."""
    found = [address for address, _ in AddressTree(each.address for each in system.channels).find(name)]
    channels = [system.channel(address) for address in sorted(found, key=specificity, reverse=True)]
    if has_wildcard(name):
        return sorted((each for each in channels if each.kind not in NEVER_BY_WILDCARD), key=lambda each: each.address)
    return channels


def _by_short_name(system: System, name: str) -> Schema | None:
    """The one schema whose name ends so."""
    found = [schema for schema in system.schemas if schema.short_name == name]
    return found[0] if len(found) == 1 else None


def suggestion(system: System | None, name: str) -> str:
    """The name that was meant, as help for one that nothing has."""
    known = [*pages()]
    if system is not None:
        known += [agent.name for agent in system.agents]
        known += [channel.address for channel in system.channels]
        known += [schema.name for schema in system.schemas]
    return did_you_mean(name, known, "name a rule, an agent, a message, a channel or a pattern of channels")
