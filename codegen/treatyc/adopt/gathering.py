"""What the modules of all brokers gather into: channels by address, agents by name, remarks as they come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property

from treatyc.adopt.conventions import beside
from treatyc.adopt.declared import Declared
from treatyc.adopt.fleet import DIFFERS, UNSAID, Fleet, FoundAgent, FoundChannel, FoundReading, Gravity, Remark
from treatyc.adopt.naming import address_problem, agent_name, group_word
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target


@dataclass(slots=True)
class _Agent:
    """An agent of which more may come."""

    name: str
    source: str
    principal: str = ""
    sends: set[str] = field(default_factory=set)
    receives: set[FoundReading] = field(default_factory=set)


@dataclass
class Gathering:
    """All that was found so far at a target's broker."""

    system: System
    target: Target
    channels: dict[str, FoundChannel] = field(default_factory=dict)
    agents: dict[str, _Agent] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    @cached_property
    def declared(self) -> Declared:
        """What the project has already."""
        return Declared(self.system)

    def is_new(self, address: str) -> bool:
        """Whether no channel of this address is declared."""
        return not self.declared.has(self.declared.address(address))

    def address(self, name: str, source: str, all_names: Collection[str]) -> str | None:
        """The address that an object's name is, or None with a remark that says why it is none."""
        prefix = self.target.prefix
        if not name.startswith(prefix):
            self.leave(source, f"its name does not begin with the target's prefix `{prefix}`", Gravity.EXPECTED)
            return None
        own = name.removeprefix(prefix)
        if (what := beside(own, {each.removeprefix(prefix) for each in all_names})) is not None:
            self.leave(source, f"it is {what}", Gravity.EXPECTED)
            return None
        if (why := address_problem(own)) is not None:
            self.leave(
                source, why, help="a channel's address is its name at the broker: copy it to one that has a legal name"
            )
            return None
        return own

    def put(self, channel: FoundChannel) -> None:
        """A channel; the first one of an address counts."""
        self.channels.setdefault(channel.address, channel)

    def agent(self, called: str, source: str) -> _Agent:
        """The agent of this name there; one of another name that comes to the same is numbered."""
        name = stem = agent_name(called, self.system.name)
        number = 1
        while name in self.agents and self.agents[name].source != source:
            number += 1
            name = f"{stem[:60]}_{number}"
        return self.agents.setdefault(name, _Agent(name, source))

    def owner(self, principal: str) -> _Agent:
        """The agent that is this principal, whether it was found as somebody who reads before or not."""
        for each in self.agents.values():
            if principal in (each.principal, f"{self.system.name}.{each.name}".replace("_", "-")):
                each.principal = principal
                return each
        agent = self.agent(principal, f"principal {principal}")
        agent.principal = principal
        return agent

    def forever(self, source: str) -> int:
        """What is declared of a thing that keeps messages for good; said, for it is not the same."""
        self.differ(
            source,
            "it keeps messages for ever, and a channel says how long",
            "it is declared as 36500 days, and so the plan may ask for `--allow-loss`: give the word, or say less",
        )
        return 36_500 * 86_400_000

    def moves(self, agent: _Agent, what: str, usual: str, there: str) -> None:
        """Say that a reader has to move from what it reads there to what treaty makes for it."""
        if usual != there and self.declared.uses(agent.name) is None:
            message = f"agent `{agent.name}` reads {what} `{usual}`, and there it is `{there}`"
            self.differ(agent.source, message, "both get what is sent: let the old one run empty before it goes")

    def reads(self, agent: _Agent, group: str, patterns: Iterable[str], *, what: str) -> None:
        """That a group reads; says where treaty's group of this agent will not be that group."""
        several = sorted(set(patterns))
        word = group_word(group, self.system.name)
        own = "" if word in (None, agent.name) else word
        if word is None and several and self.declared.uses(agent.name) is None:
            usual = f"{self.system.name}.{agent.name}"
            self.remarks.append(
                Remark(
                    agent.source,
                    f"agent `{agent.name}` reads as {what} `{usual}`, and there it is `{group}`",
                    DIFFERS,
                    "a new group begins at its `start`: drain the old one, or set `start`, before agents move over",
                )
            )
        agent.receives |= {FoundReading(each, own or "") for each in several}

    def leave(self, source: str, why: str, gravity: Gravity = Gravity.TO_DO, help: str = "") -> None:
        """Something that is not declared, and why."""
        self.remarks.append(Remark(source, why, UNSAID, help, gravity))

    def differ(self, source: str, message: str, help: str = "") -> None:
        """Something that is declared, and will not be as it is there."""
        self.remarks.append(Remark(source, message, DIFFERS, help))

    def fleet(self) -> Fleet:
        """All of it, without what the project declares already."""
        self._share_commands()
        declared = self.declared
        replies = {each.address for each in self.channels.values() if each.kind is Kind.REPLY}
        agents = [found for name in sorted(self.agents) if (found := self._found(self.agents[name], declared, replies))]
        channels = (self.channels[each] for each in sorted(self.channels) if self.is_new(each))
        return Fleet(tuple(channels), tuple(agents), tuple(sorted(set(self.remarks), key=_in_order)))

    def _found(self, agent: _Agent, declared: Declared, replies: AbstractSet[str]) -> FoundAgent | None:
        """What is to be declared of an agent, if anything is."""
        sends = {declared.address(each) for each in agent.sends - replies}
        receives = {replace(each, pattern=declared.address(each.pattern)) for each in agent.receives}
        uses = declared.uses(agent.name)
        if uses is not None:
            for each in sorted((sends | {one.pattern for one in receives}) - uses - replies):
                why = f"agent `{agent.name}` is declared already, and here it also uses `{each}`"
                self.leave(agent.source, why, help="add it to the agent, if it should")
            return None
        for reply in sorted(replies & (agent.sends | {one.pattern for one in agent.receives})):
            self.leave(agent.source, f"who uses the reply `{reply}` follows from the command that names it")
        ordered = sorted(
            (each for each in receives if each.pattern not in replies), key=lambda one: (one.pattern, one.group)
        )
        if not sends and not ordered:
            return None
        return FoundAgent(agent.name, agent.source, self._principal(agent), tuple(sorted(sends)), tuple(ordered))

    def _share_commands(self) -> None:
        """What several groups read is no work for one: each of them gets all of it, as of an event."""
        for channel in list(self.channels.values()):
            readers = sorted(
                each.name
                for each in self.agents.values()
                if any(one.pattern == channel.address for one in each.receives)
            )
            if channel.kind is Kind.COMMAND and len(readers) > 1 and self.is_new(channel.address):
                self.channels[channel.address] = replace(channel, kind=Kind.EVENT)
                several = " and ".join(f"`{each}`" for each in readers)
                self.differ(channel.source, f"it is declared as an event, for {several} each get all of it")

    def _principal(self, agent: _Agent) -> str:
        """Who it is, where that is not what treaty would say anyway."""
        usual = f"{self.system.name}.{agent.name}".replace("_", "-")
        return "" if agent.principal == usual else agent.principal


def without(fleet: Fleet, channels: Collection[str]) -> Fleet:
    """A fleet without some channels, and without what agents do with exactly these."""
    agents = (
        replace(
            each,
            sends=tuple(one for one in each.sends if one not in channels),
            receives=tuple(one for one in each.receives if one.pattern not in channels),
        )
        for each in fleet.agents
    )
    return replace(
        fleet,
        channels=tuple(each for each in fleet.channels if each.address not in channels),
        agents=tuple(each for each in agents if each.sends or each.receives),
    )


def _in_order(remark: Remark) -> tuple[str, str, str]:
    return remark.source, remark.rule, remark.message
