"""An agent in plain words: what it reads, by which method, and what it writes."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.describe.channel import subscription_words
from treatyc.describe.sheet import Row, Section, Sheet, rows
from treatyc.describe.words import listed, place_text, said
from treatyc.system.agent import Agent, Writing
from treatyc.system.methods import client_method
from treatyc.system.system import System
from treatyc.system.units import duration_text


def describe_agent(system: System, agent: Agent) -> Sheet:
    """All that an agent does with messages."""
    return Sheet(
        title=f"{agent.name} is an agent of {system.name}.",
        sentences=(agent.description,),
        sections=(
            Section("Reads", tuple(_reads(system, agent))),
            Section("Writes", tuple(_writes(system, agent))),
            Section("How", tuple(_settings(agent))),
        ),
    )


def _reads(system: System, agent: Agent) -> Iterator[Row]:
    for subscription in agent.subscriptions:
        words = subscription_words(system, agent, subscription).removeprefix(f"{agent.name} ")
        yield Row("", words)
        for match in subscription.matches:
            channel = system.channel(match.channel)
            policy = subscription.policy or channel.policy
            writers = [writer.name for writer in system.writers(channel.address)]
            yield Row("", f"  - {channel.address} from {listed(writers)}, by policy {policy.name}")


def _writes(system: System, agent: Agent) -> Iterator[Row]:
    for outlet in agent.outlets:
        for match in outlet.matches:
            channel = system.channel(match.channel)
            readers = [reader.name for reader in system.readers(channel.address)]
            answer = f", answered on {channel.reply.value}" if channel.reply and outlet.writing is Writing.CALLS else ""
            method = client_method(outlet.writing, channel)
            yield Row("", f"{outlet.writing.value} {channel.address} by `{method}`, to {listed(readers)}{answer}")


def _settings(agent: Agent) -> Iterator[Row]:
    yield Row("instances", said(str(agent.instances), default=agent.instances == 1))
    timeout = duration_text(agent.handler_timeout_s) if agent.handler_timeout_s is not None else "none"
    yield Row("handler timeout", said(timeout, default=agent.handler_timeout_s is None))
    yield Row("principal", said(agent.principal or agent.name, default=agent.principal is None))
    if agent.owner is not None:
        yield Row("owner", agent.owner)
    groups = sorted({subscription.group for subscription in agent.subscriptions})
    yield from rows("groups", groups)
    yield Row("declared", place_text(agent.place))
