"""Two versions of one project beside each other, as the rules of its topology look at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from treatyc.compatibility.traffic import Traffic, traffic
from treatyc.source import Place
from treatyc.system.agent import Agent
from treatyc.system.channel import Channel
from treatyc.system.policy import Policy
from treatyc.system.system import System
from treatyc.system.target import Target


@dataclass(frozen=True, slots=True)
class Delivery:
    """An agent's reading of a channel before and now, with the policy that holds for it."""

    agent: str
    channel: str
    old: Policy
    new: Policy
    old_place: Place
    new_place: Place


@dataclass(frozen=True)
class Pair:
    """The project as it was, and as it is."""

    old: System
    new: System

    @cached_property
    def before(self) -> Traffic:
        """Who wrote and read what."""
        return traffic(self.old)

    @cached_property
    def now(self) -> Traffic:
        """Who writes and reads what."""
        return traffic(self.new)

    @cached_property
    def channels(self) -> tuple[tuple[Channel, Channel], ...]:
        """Each channel that is still there, as it was and as it is."""
        return _both(self.old.channels, self.new.channels)

    @cached_property
    def targets(self) -> tuple[tuple[Target, Target], ...]:
        """Each target that is still there."""
        now = {target.name: target for target in self.new.targets}
        return tuple((target, now[target.name]) for target in self.old.targets if target.name in now)

    @cached_property
    def agents(self) -> tuple[tuple[Agent, Agent], ...]:
        """Each agent that is still there."""
        now = {agent.name: agent for agent in self.new.agents}
        return tuple((agent, now[agent.name]) for agent in self.old.agents if agent.name in now)

    def everywhere(self) -> Iterator[tuple[str, Channel, Channel]]:
        """Each channel as declared, and as each target overrides it where that is otherwise; with the target's name."""
        for old, new in self.channels:
            yield "", old, new
        for target, now in self.targets:
            for old, new in _both(target.channels, now.channels):
                declared = self.old.channel(old.address), self.new.channel(new.address)
                if (old, new) != declared:
                    yield target.name, old, new

    @cached_property
    def renamed(self) -> Mapping[str, Channel]:
        """By its old address, each channel that went while one came with the same messages and the same agents."""
        there = {channel.address for channel in self.old.channels}
        came = [channel for channel in self.new.channels if channel.address not in there]
        found: dict[str, Channel] = {}
        for channel in self.old.channels:
            if self.new.find_channel(channel.address) is None:
                for other in came:
                    if other not in found.values() and self._is_same(channel, other):
                        found[channel.address] = other
                        break
        return found

    def _is_same(self, old: Channel, new: Channel) -> bool:
        readers, writers = self.before.read_by(old.address), self.before.written_by(old.address)
        return (
            bool(readers or writers)
            and old.kind is new.kind
            and {name.value for name in old.messages} == {name.value for name in new.messages}
            and readers.keys() == self.now.read_by(new.address).keys()
            and writers.keys() == self.now.written_by(new.address).keys()
        )

    @cached_property
    def gone(self) -> tuple[Channel, ...]:
        """The channels that are no longer there under any name."""
        return tuple(
            channel
            for channel in self.old.channels
            if self.new.find_channel(channel.address) is None and channel.address not in self.renamed
        )

    def deliveries(self) -> Iterator[Delivery]:
        """Each reading of a channel that is still there."""
        for old, new in self.channels:
            now = self.now.read_by(new.address)
            for name, reader in self.before.read_by(old.address).items():
                came = {each.group: each for each in now[name].subscriptions} if name in now else {}
                for one in reader.subscriptions:
                    if (other := came.get(one.group)) is not None:
                        policies = one.policy or old.policy, other.policy or new.policy
                        yield Delivery(name, new.address, *policies, one.place, other.place)

    def runs(self, agent: str, channel: str, *, sends: bool) -> bool:
        """Whether a release that uses a channel runs somewhere; one that nobody recorded is taken to."""
        records = [each for each in self.new.deployments if each.agent == agent]
        running = [each.manifest for each in records if each.until is None]
        used = [carried for each in running for carried in (each.sends if sends else each.receives)]
        return not records or any(carried.channel == channel for carried in used)


def key_place(channel: Channel, key: str) -> Place:
    """Where a key of a channel is written, by itself or by a pattern; else the channel."""
    return next((name.place for name in channel.written if name.value == key), channel.place)


def _both(old: tuple[Channel, ...], new: tuple[Channel, ...]) -> tuple[tuple[Channel, Channel], ...]:
    now = {channel.address: channel for channel in new}
    return tuple((channel, now[channel.address]) for channel in old if channel.address in now)
