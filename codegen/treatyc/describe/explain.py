"""What a name means in a project: a rule, an agent, a message, a channel, an address or a pattern."""

from __future__ import annotations

from treatyc.check.pages import pages
from treatyc.check.rule import Runs
from treatyc.check.rules import RULES
from treatyc.describe.agent import describe_agent
from treatyc.describe.channel import describe_channel
from treatyc.describe.message import describe_message
from treatyc.describe.pattern import describe_pattern
from treatyc.describe.sheet import Sheet
from treatyc.diagnostics import Report
from treatyc.link.references import resolve
from treatyc.load.shape import Declared
from treatyc.source import Span
from treatyc.suggest import did_you_mean
from treatyc.system.address import has_wildcard
from treatyc.system.schema import Schema
from treatyc.system.system import System


def explain_rule(rule: str) -> str | None:
    """The page of a rule or refusal, or None where there is no such id."""
    page = pages().get(rule)
    if page is None:
        return None
    found = next((each for each in RULES if each.id == rule), None)
    standing = "always an error or warning of reading the contracts"
    if found is not None:
        when = "runs when selected" if found.runs is Runs.ON_DEMAND else "runs always"
        standing = f"{found.severity.value}, {when}"
    return f"{rule} ({standing})\n\n{page.text}\n"


def explain_name(system: System, name: str) -> Sheet | None:
    """What an agent, a message, a channel, an address or a pattern is; None where nothing has this name."""
    for agent in system.agents:
        if agent.name == name:
            return describe_agent(system, agent)
    schema = system.find_schema(name) or _by_short_name(system, name)
    if schema is not None:
        return describe_message(system, schema)
    matches = resolve(Declared(name, Span("")), {each.address: each for each in system.channels}, Report())
    if has_wildcard(name) and matches:
        return describe_pattern(system, name, matches)
    return describe_channel(system, system.channel(matches[0].channel)) if matches else None


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
