"""A pattern in plain words: which channels it covers, and for each who writes and who reads it."""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.describe.sheet import Row, Section, Sheet, rows
from treatyc.describe.words import listed
from treatyc.system.channel import Channel
from treatyc.system.system import System


def describe_pattern(system: System, pattern: str, channels: Sequence[Channel]) -> Sheet:
    """The channels that a pattern covers, and who refers to them by this very pattern."""
    messages = sorted({name.value for channel in channels for name in channel.messages})
    count = f"{len(channels)} channel{'' if len(channels) == 1 else 's'}"
    return Sheet(
        title=f"{pattern} covers {count}.",
        sentences=(),
        sections=(
            *(Section(channel.address, _channel(system, channel)) for channel in channels),
            Section("Messages", rows("", messages)),
            Section("Used as it stands", rows("", _users(system, pattern))),
        ),
    )


def _channel(system: System, channel: Channel) -> tuple[Row, ...]:
    writers = [agent.name for agent in system.writers(channel.address)]
    readers = [agent.name for agent in system.readers(channel.address)]
    return (
        Row("kind", channel.kind.value),
        Row("carries", listed([name.value for name in channel.messages])),
        Row("written by", listed(writers)),
        Row("read by", listed(readers)),
    )


def _users(system: System, pattern: str) -> list[str]:
    return [
        f"{agent.name} {subscription.reading.value} it"
        for agent in system.agents
        for subscription in agent.subscriptions
        if subscription.pattern == pattern
    ]
