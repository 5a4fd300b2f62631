"""A channel in plain words: what it is, who writes and reads it, and with which policy."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.describe.sheet import Row, Section, Sheet, rows
from treatyc.describe.words import listed, place_text, policy_rows, said
from treatyc.system.agent import Agent, Outlet, Subscription
from treatyc.system.channel import Channel, Kind, Order
from treatyc.system.methods import client_method, handler_method
from treatyc.system.policy import Policy
from treatyc.system.system import System
from treatyc.system.units import duration_text, size_text
from treatyc.system.version import version_of

_KINDS = {
    Kind.EVENT: "an event: a fact, and every group of readers gets each message",
    Kind.COMMAND: "a command: work, and exactly one of a pool of readers takes each message",
    Kind.REPLY: "a reply: it goes to the one instance that asked",
    Kind.METRIC: "a metric: telemetry, and every group of readers gets each message",
    Kind.STATE: "state: shared entries, of which the last one of each key counts",
    Kind.DEAD_LETTER: "for dead letters: what could not be handled elsewhere",
}


def describe_channel(system: System, channel: Channel) -> Sheet:
    """All that is declared about a channel, and what follows from it."""
    policies = _policies(system, channel)
    return Sheet(
        title=f"{channel.address} is {_KINDS[channel.kind]}.",
        sentences=(channel.description, "It is deprecated: write to what replaces it." if channel.deprecated else ""),
        sections=(
            Section("Who", (*_messages(system, channel), *_writers(system, channel), *_readers(system, channel))),
            Section("How", tuple(_settings(system, channel))),
            *(Section(_heading(policy, users), tuple(policy_rows(policy))) for policy, users in policies),
            Section("Where", tuple(_targets(system, channel))),
        ),
    )


def subscription_words(system: System, agent: Agent, subscription: Subscription) -> str:
    """How an agent reads, with every default."""
    lanes = said(f"{subscription.concurrency} lanes", default=subscription.concurrency == 16)
    start = said(f"a new group starts at {subscription.start}", default=subscription.start == "earliest")
    method = handler_method(system, subscription)
    return (
        f"{agent.name} {subscription.reading.value} `{subscription.pattern}` in `{method}`: {lanes},"
        f" group {subscription.group}, {start}"
    )


def _messages(system: System, channel: Channel) -> tuple[Row, ...]:
    schemas = [system.schema(name.value) for name in channel.messages]
    return rows("carries", [f"{each.name} {version_of(system, each)} ({each.format.value})" for each in schemas])


def _writers(system: System, channel: Channel) -> tuple[Row, ...]:
    texts = [
        f"{agent.name} {outlet.writing.value} it by `{client_method(outlet.writing, channel)}`{_bound(channel, outlet)}"
        for agent, outlet, _ in system.writings(channel.address)
    ]
    if channel.kind is Kind.REPLY:
        asked = [other for other in system.channels if other.reply and other.reply.value == channel.address]
        texts += [f"whoever serves {other.address}, with its answers" for other in asked]
    return rows("written by", texts or [_nobody(channel)])


def _readers(system: System, channel: Channel) -> tuple[Row, ...]:
    texts = [
        subscription_words(system, agent, subscription) for agent, subscription, _ in system.readings(channel.address)
    ]
    if channel.kind is Kind.REPLY:
        texts += ["the instance that asked"]
    return rows("read by", texts or [_nobody(channel)])


def _nobody(channel: Channel) -> str:
    return "somebody outside this project" if channel.external else "nobody"


def _bound(channel: Channel, outlet: Outlet) -> str:
    found = next(match for match in outlet.matches if match.channel == channel.address)
    fixed = listed([f"{name} {value}" for name, value in found.bindings]) if found.bindings else ""
    return f", with {fixed} only" if fixed else ""


def _settings(system: System, channel: Channel) -> Iterator[Row]:
    written = {key.value for key in channel.written}
    for parameter in channel.parameters:
        text = f"one of {', '.join(parameter.values)}" if parameter.values else "any one token"
        yield Row(f"{{{parameter.name}}}", text)
    yield Row("order", said(_order(channel), default=not written & {"key", "order"}))
    if channel.reply is not None:
        yield Row("answered on", channel.reply.value)
        waits = duration_text(channel.timeout_s or 0)
        yield Row("timeout", said(f"a caller waits {waits}", default="timeout" not in written))
    stale = f"after {duration_text(channel.ttl_s)}, and then discarded" if channel.ttl_s is not None else "never"
    yield Row("stale", said(stale, default="ttl" not in written))
    yield Row("kept for", said(duration_text(channel.retain_s), default="retain" not in written))
    yield Row("size", said(f"{size_text(channel.max_bytes)} at most", default="max_bytes" not in written))
    rate = f"{channel.rate.messages} messages each {duration_text(channel.rate.per_s)}" if channel.rate else "no limit"
    yield Row("rate", said(rate, default=channel.rate is None))
    if channel.personal:
        yield Row("personal", listed([path.value for path in channel.personal]))
    yield Row("compatible", said(channel.compatibility or system.compatibility, default=channel.compatibility is None))
    if channel.owner is not None:
        yield Row("owner", channel.owner)
    yield Row("declared", place_text(channel.place))


def _order(channel: Channel) -> str:
    match channel.order:
        case Order.KEY:
            return f"kept among messages of one `{channel.key.value if channel.key else '?'}`"
        case Order.NONE:
            return "not kept"
        case Order.SEQUENCE:
            return "kept by sequence numbers"


def _policies(system: System, channel: Channel) -> list[tuple[Policy, list[str]]]:
    """The channel's policy, and those that readers put in its place, each with who uses it."""
    users: dict[Policy, list[str]] = {} if channel.kind is Kind.REPLY else {channel.policy: []}
    for agent, subscription, _ in system.readings(channel.address):
        if subscription.policy is not None:
            users.setdefault(subscription.policy, []).append(agent.name)
    return list(users.items())


def _heading(policy: Policy, users: list[str]) -> str:
    return f"Policy {policy.name} (of {listed(users)})" if users else f"Policy {policy.name}"


def _targets(system: System, channel: Channel) -> Iterator[Row]:
    for target in system.targets:
        there = next(each for each in target.channels if each.address == channel.address)
        differences = []
        if there.retain_s != channel.retain_s:
            differences.append(f"kept for {duration_text(there.retain_s)}")
        if (count := there.partitions if there.partitions is not None else target.partitions) is not None:
            differences.append(f"{count} partitions" if count else "an object for each value of its parameter")
        text = f"{target.broker.value}{', production' if target.production else ''}"
        yield Row(target.name, ", ".join([text, *differences]))
