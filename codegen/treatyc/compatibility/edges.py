"""Which versions of a message can still meet: who writes and reads it, what runs, and what is retained.

The text at hand stands for the next release of every agent that uses it, the candidate. An edge is a pair of a writer's
and a reader's version that can meet at some target and of which one is the candidate: what was there before is not
the candidate's doing. Equal versions are no edge, for they understand each other.

What runs is what `deployed.lock` says. An agent that it says nothing about at a target is assumed to run the last
version before, wired as the system before was. Only targets that are recorded or for production count; where there are
none, every other one with a broker; where there is none at all, one without a name.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from treatyc.compatibility.kept import kept_s, span_text, still_kept
from treatyc.compatibility.traffic import Reader, Traffic, overlap, traffic
from treatyc.system.channel import Channel
from treatyc.system.deployment import SHORT, Carried, Deployment
from treatyc.system.schema import Format
from treatyc.system.system import System
from treatyc.system.target import Broker
from treatyc.system.version import fingerprint, version_of


@dataclass(frozen=True, slots=True)
class Known:
    """A version of a schema whose text is at hand: its label, and the fingerprint of its text."""

    version: str
    fingerprint: str


History = Mapping[str, Sequence[Known]]
"""The versions before, by the full name of the schema, oldest first; the last one is what ran where nothing is said."""


class Standing(enum.StrEnum):
    """Why a version counts."""

    CANDIDATE = "candidate"
    RUNS = "runs"
    ENDED = "ended"
    """It runs no more, and what it wrote is still kept."""
    ASSUMED = "assumed"
    """Nobody recorded what runs, so the last version is taken."""


@dataclass(frozen=True, slots=True)
class Party:
    """One end of an edge. `version` is empty where this release of the agent knows no such message on the channel."""

    agent: str
    label: str
    version: str
    fingerprint: str
    standing: Standing
    until: datetime | None = None

    def __str__(self) -> str:
        match self.standing:
            case Standing.CANDIDATE:
                return f"the new `{self.agent}`"
            case Standing.RUNS | Standing.ENDED:
                return f"`{self.agent} {self.label}`"
            case Standing.ASSUMED:
                return f"`{self.agent}` as it runs"


@dataclass(frozen=True, slots=True)
class Edge:
    """A writer's and a reader's version of a schema that can meet on a channel at a target.

    `kept_s` is how long what is written there can still be read. `refusal` says why the reader takes no message of this
    writer whatever the texts say, `doubt` why nothing can be said of the pair; where both are empty the texts decide.
    """

    target: str
    schema: str
    channel: str
    writer: Party
    reader: Party
    kept_s: float
    why: str
    refusal: str = ""
    doubt: str = ""


def released(system: System) -> dict[str, tuple[Known, ...]]:
    """The history that a project's own releases are."""
    found: dict[str, list[Known]] = {}
    for release in sorted(system.releases, key=lambda each: each.version):
        found.setdefault(release.name, []).append(Known(str(release.version), fingerprint(release.schema)))
    return {name: tuple(known) for name, known in sorted(found.items())}


def edges(
    system: System, history: History, now: datetime, before: System | None = None, later: History | None = None
) -> tuple[Edge, ...]:
    """Every edge of the candidate by target and channel: first what new readers meet, then what new writers meet.

    `later` are releases that may have followed the history: their texts count where one of them is recorded to run.
    """
    earlier = before or system
    texts = {**history, **{name: _joined(history.get(name, ()), more) for name, more in (later or {}).items()}}
    wired, wired_before = traffic(system), traffic(earlier)
    found: list[Edge] = []
    for scene in _scenes(system):
        for channel in scene.channels:
            crossing = _Crossing(system, wired, _Past(scene, channel, earlier, wired_before, history, texts, now))
            found += [*crossing.new_readers(), *crossing.new_writers()]
    return tuple(found)


def _joined(history: Sequence[Known], later: Sequence[Known]) -> tuple[Known, ...]:
    """Both in one order: a registry may have got the last release alone, and those before it are not younger then."""
    merged = list(history)
    position = len(merged)
    for known in reversed(later):
        there = next((at for at, each in enumerate(merged) if each.fingerprint == known.fingerprint), None)
        if there is None:
            merged.insert(position, known)
        else:
            position = there
    return tuple(merged)


@dataclass(frozen=True)
class _Scene:
    """A target as it counts here."""

    name: str
    channels: tuple[Channel, ...]
    registry: bool
    deployments: tuple[Deployment, ...]

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The agents of which something is recorded."""
        return frozenset(each.agent for each in self.deployments)

    @cached_property
    def sending(self) -> Mapping[str, Sequence[tuple[Deployment, Carried]]]:
        """What each release wrote, by channel."""
        return _by_channel((each, carried) for each in self.deployments for carried in each.manifest.sends)

    @cached_property
    def receiving(self) -> Mapping[str, Sequence[tuple[Deployment, Carried]]]:
        """What each release that runs reads, by channel."""
        running = (each for each in self.deployments if each.until is None)
        return _by_channel((each, carried) for each in running for carried in each.manifest.receives)


def _by_channel(lines: Iterable[tuple[Deployment, Carried]]) -> dict[str, list[tuple[Deployment, Carried]]]:
    found: dict[str, list[tuple[Deployment, Carried]]] = {}
    for each, carried in lines:
        found.setdefault(carried.channel, []).append((each, carried))
    return found


def _scenes(system: System) -> tuple[_Scene, ...]:
    recorded = {each.target for each in system.deployments}
    live = [target for target in system.targets if target.broker is not Broker.MEMORY]
    counted = [target for target in live if target.production or target.name in recorded] or live
    if not counted:
        return (_Scene("", system.channels, registry=False, deployments=()),)
    return tuple(
        _Scene(
            target.name,
            target.channels,
            target.registry is not None,
            tuple(each for each in system.deployments if each.target == target.name),
        )
        for target in counted
    )


@dataclass(frozen=True)
class _Past:
    """What is there already at one channel of one target; `texts` are all versions at hand, oldest first."""

    scene: _Scene
    channel: Channel
    before: System
    wired: Traffic
    history: History
    texts: History
    now: datetime

    def kept_s(self, reader: Reader) -> float:
        """How long what is written can reach a reader.

        The longer of what is declared and what was: a broker goes by the old time until somebody changes it there.
        """
        now, was = kept_s(self.channel, reader), self._channel_before
        former = self.wired.read_by(self.channel.address).get(reader.agent.name, reader)
        return now if was is None else max(now, kept_s(was, former))

    @cached_property
    def _channel_before(self) -> Channel | None:
        targets = (target.channels for target in self.before.targets if target.name == self.scene.name)
        channels = next(targets, self.before.channels)
        return next((channel for channel in channels if channel.address == self.channel.address), None)

    def writers(self) -> Iterator[tuple[str, Party, Deployment | None]]:
        """Each release that wrote, or writes, with the message; whatever ended counts too, if it may be kept."""
        for each, carried in self.scene.sending.get(self.channel.address, ()):
            yield carried.message, _party(each, carried), each
        agents = self._unrecorded(self.wired.written_by(self.channel.address))
        yield from ((name, party, None) for name, party in self._assumed(agents))

    def readers(self) -> Iterator[_Standing]:
        """Each release that reads the channel now."""
        running: dict[tuple[str, str], dict[str, Party]] = {}
        for each, carried in self.scene.receiving.get(self.channel.address, ()):
            running.setdefault((each.agent, each.label), {})[carried.message] = _party(each, carried)
        for (agent, label), known in running.items():
            yield _Standing(known, frozenset(), Party(agent, label, "", "", Standing.RUNS))
        agents = self._unrecorded(self.wired.read_by(self.channel.address))
        assumed: dict[str, dict[str, Party]] = {agent: {} for agent in agents}
        for name, party in self._assumed(agents):
            assumed[party.agent][name] = party
        for agent, known in assumed.items():
            unsaid = frozenset(self._carried()) - known.keys()
            yield _Standing(known, unsaid, Party(agent, "", "", "", Standing.ASSUMED))

    def _unrecorded(self, agents: Iterable[str]) -> list[str]:
        return [agent for agent in agents if agent not in self.scene.recorded]

    def _carried(self) -> list[str]:
        there = self.before.find_channel(self.channel.address)
        return [name.value for name in there.messages] if there is not None else []

    def _assumed(self, agents: Iterable[str]) -> Iterator[tuple[str, Party]]:
        for agent in agents:
            for name in self._carried():
                if known := self.history.get(name):
                    last = known[-1]
                    yield name, Party(agent, "", last.version, last.fingerprint[:SHORT], Standing.ASSUMED)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A release that reads a channel: what it knows by message, and `stranger` for a message that it does not know.

    Of messages that are `unsaid` nobody knows which version it reads: no version of them is at hand.
    """

    known: Mapping[str, Party]
    unsaid: frozenset[str]
    stranger: Party

    def of(self, name: str) -> Party | None:
        """As what it reads a message; None where that is not known."""
        return None if name in self.unsaid else self.known.get(name, self.stranger)


def _party(each: Deployment, carried: Carried) -> Party:
    standing = Standing.RUNS if each.until is None else Standing.ENDED
    return Party(each.agent, each.label, carried.version, carried.fingerprint[:SHORT], standing, each.until)


@dataclass(frozen=True)
class _Crossing:
    """One channel of one target, with the text at hand on one side of each pair and what is there on the other."""

    system: System
    wired: Traffic
    past: _Past

    @cached_property
    def own(self) -> Mapping[str, Known]:
        """The text at hand of each message that the channel carries."""
        return {name.value: _candidate(self.system, name.value) for name in self.past.channel.messages}

    def new_readers(self) -> Iterator[Edge]:
        """What was written before, and is still kept or written, meets a reader of the text at hand."""
        past, writers = self.past, self.wired.written_by(self.past.channel.address)
        written = sorted(past.writers(), key=lambda each: (each[0], each[1].agent, each[1].label, each[1].version))
        for name, writer, ran in written:
            for reader in self.wired.read_by(past.channel.address).values():
                kept = past.kept_s(reader)
                end = _as(reader.agent.name, self.own.get(name))
                gone = ran is not None and not still_kept(ran.until, kept, past.now)
                apart = writer.agent in writers and not overlap(writers[writer.agent].matches, reader.matches)
                if not gone and not apart and writer.fingerprint != end.fingerprint:
                    yield self._edge(name, writer, end, kept)

    def new_writers(self) -> Iterator[Edge]:
        """A writer of the text at hand meets who reads already."""
        readers = self.wired.read_by(self.past.channel.address)
        standing = sorted(self.past.readers(), key=lambda each: (each.stranger.agent, each.stranger.label))
        for name, version in sorted(self.own.items()):
            for sender in self.wired.written_by(self.past.channel.address).values():
                start = _as(sender.agent.name, version)
                for each in standing:
                    end, reader = each.of(name), readers.get(each.stranger.agent)
                    apart = reader is not None and not overlap(sender.matches, reader.matches)
                    if end is not None and not apart and start.fingerprint != end.fingerprint:
                        kept = self.past.kept_s(reader or Reader(sender.agent))
                        yield self._edge(name, start, end, kept)

    def _edge(self, name: str, writer: Party, reader: Party, kept: float) -> Edge:
        scene, known = self.past.scene, self.past.texts.get(name, ())
        refusal = self._refusal(name, writer, reader)
        doubt = "" if refusal else _doubt(known, writer, reader)
        why = _why(scene, writer, reader, kept)
        return Edge(scene.name, name, self.past.channel.address, writer, reader, kept, why, refusal, doubt)

    def _refusal(self, name: str, writer: Party, reader: Party) -> str:
        if not reader.version:
            return f"{reader} has no decoder of `{name}` on this channel"
        schema = self.system.find_schema(name)
        needs_text = schema is not None and schema.format is Format.AVRO and not self.past.scene.registry
        if needs_text and not _knows(reader, writer, self.past.texts.get(name, ())):
            return f"{reader} cannot get the text that {writer} writes by: Avro needs it, and there is no registry"
        return ""


def _candidate(system: System, name: str) -> Known:
    schema = system.schema(name)
    return Known(version_of(system, schema), fingerprint(schema)[:SHORT])


def _as(agent: str, known: Known | None) -> Party:
    version, text = (known.version, known.fingerprint) if known is not None else ("", "")
    return Party(agent, "", version, text, Standing.CANDIDATE)


def _knows(reader: Party, writer: Party, history: Sequence[Known]) -> bool:
    """Whether a package that embeds its own version and the releases before it has the writer's among them."""
    order = [known.fingerprint[:SHORT] for known in history]
    if writer.fingerprint not in order:
        return False
    return reader.fingerprint not in order or order.index(writer.fingerprint) <= order.index(reader.fingerprint)


def _doubt(history: Sequence[Known], writer: Party, reader: Party) -> str:
    texts = {known.fingerprint[:SHORT] for known in history}
    for party in (writer, reader):
        if party.standing is not Standing.CANDIDATE and party.fingerprint not in texts:
            return f"the text of {party.version}, which {party} speaks, is not at hand"
    return ""


def _why(scene: _Scene, writer: Party, reader: Party, kept: float) -> str:
    """Why the two can meet, for people."""
    there = f" in `{scene.name}`" if scene.name else ""
    old = reader if writer.standing is Standing.CANDIDATE else writer
    match old.standing:
        case Standing.RUNS | Standing.CANDIDATE:
            return f"{old} runs{there}"
        case Standing.ASSUMED:
            return f"`{old.agent}` is taken to run the last version{there}, for nothing is recorded"
        case Standing.ENDED:
            ended = old.until.strftime("%Y-%m-%d") if old.until is not None else ""
            return f"{old} ended on {ended}{there}, and what it wrote is kept for {span_text(kept)}"
