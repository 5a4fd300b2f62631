"""How messages pass through streams and consumers, for pictures."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.flow import Flow, Passage, Station
from treatyc.topology.grants import Grant, Right, grants
from treatyc.topology.nats import subjects
from treatyc.topology.nats.derive import dead_letters_name, derive, stream_name
from treatyc.topology.nats.objects import EVERYTHING, Consumer, Stream, consumer_name


def flow(system: System, target: Target) -> Flow:
    """Agent → stream → consumer → agent, what is buried, and replies, which pass through no stream."""
    stations = {Station(made.kind, made.name, made.origin.channel) for made in derive(system, target)}
    passages = {
        Passage(f"stream:{made.stream}", f"consumer:{made.name}", _label(made.filter_subjects))
        for made in derive(system, target)
        if isinstance(made, Consumer)
    }
    for grant in grants(system, target):
        if grant.channel.kind is Kind.REPLY:
            stations.add(_replies(grant.channel, target))
        passages.update(_passages(grant, target))
    return Flow(
        tuple(sorted(stations, key=lambda each: (each.kind != Stream.kind, each.kind, each.name))),
        tuple(sorted(passages, key=lambda each: (each.source, each.target, each.label))),
    )


def _replies(channel: Channel, target: Target) -> Station:
    return Station("subject", subjects.of_replies(channel, target), channel.address)


def _passages(grant: Grant, target: Target) -> Iterator[Passage]:
    channel, agent = grant.channel, f"agent:{grant.agent}"
    if channel.kind is Kind.REPLY:
        replies = _replies(channel, target).address
        writes = grant.right in (Right.ANSWER, Right.SEND)
        yield Passage(agent, replies) if writes else Passage(replies, agent)
        return
    stream = stream_name(channel, target)
    if grant.right is Right.SEND:
        sent = subjects.of_channel(channel, target, grant.bindings)
        yield Passage(agent, f"stream:{stream}", _label(sent))
    elif grant.policy is not None:
        yield Passage(f"consumer:{consumer_name(stream, names.dashed(grant.group))}", agent)
        letters = dead_letters_name(channel, grant.group, grant.policy, target)
        if letters is not None:
            yield Passage(agent, f"stream:{letters}", "dead letters")


def _label(wanted: tuple[str, ...]) -> str:
    if wanted == EVERYTHING:
        return ""
    return ", ".join(wanted[:3]) + (", …" if len(wanted) > 3 else "")
