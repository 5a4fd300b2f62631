"""What a JetStream would refuse, or do otherwise than declared: known before anything is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from treatyc.system.address import parameters, tokens
from treatyc.system.channel import Channel, Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.units import duration_text, size_text
from treatyc.topology.nats.derive import HEADERS_MAX, MARKS_MAX, derive, latest_only
from treatyc.topology.nats.objects import Consumer, Purpose, Stream
from treatyc.topology.nats.overlap import SubjectTree
from treatyc.topology.semantics import Problem

NAME_MAX = 255
"""The longest name of a stream or a consumer, which become names of folders."""

SUBJECT_MAX = 1024
"""The longest subject that we make: the server takes a line of 4096, and names of a stream and a consumer are in it."""

REPLICAS_MAX = 5
PAYLOAD_MAX = 1024 * 1024
"""What a server takes unless its `max_payload` says otherwise, headers counted in."""

_AGE_MIN_S = 0.1
_AGE_MAX_S = 9.2e9
"""What 64 bits of nanoseconds hold."""


def problems(system: System, target: Target) -> tuple[Problem, ...]:
    """Everything, in the order of what is derived."""
    made = derive(system, target)
    streams = [resource for resource in made if isinstance(resource, Stream)]
    consumers = [resource for resource in made if isinstance(resource, Consumer)]
    channels = {channel.address: channel for channel in target.channels}
    return (
        *(problem for stream in streams for problem in _names(stream, channels, target)),
        *(problem for consumer in consumers for problem in _durable(consumer)),
        *_overlapping(streams),
        *(problem for stream in streams for problem in _kept(stream, channels)),
        *(problem for stream in streams for problem in _sizes(stream, channels)),
        *_replicas(streams, target),
    )


def _names(stream: Stream, channels: dict[str, Channel], target: Target) -> Iterator[Problem]:
    address = channels[stream.origin.channel].address
    if len(stream.name) > NAME_MAX:
        yield Problem(
            "broker-name",
            f"`{address}` cannot be a stream of NATS: a name has {NAME_MAX} characters at most",
            "shorten the address, the prefix or the name of the reader's group",
            stream,
        )
    elif any(len(subject) > SUBJECT_MAX for subject in stream.subjects):
        yield Problem("broker-name", f"`{address}` is too long a subject for NATS", "shorten the address", stream)
    elif any("" in tokens(subject) for subject in stream.subjects):
        message = f"the prefix `{target.prefix}` leaves an empty token in `{stream.subjects[0]}`, which NATS refuses"
        yield Problem("broker-name", message, "write the prefix without `..`", stream)


def _durable(consumer: Consumer) -> Iterator[Problem]:
    if len(consumer.durable) > NAME_MAX:
        yield Problem(
            "broker-name",
            f"the group `{consumer.group}` cannot be a consumer of NATS: a name has {NAME_MAX} characters at most",
            "shorten the name of the group",
            consumer,
        )


def _overlapping(streams: Sequence[Stream]) -> Iterator[Problem]:
    """Two streams that one message would be for: JetStream refuses the second one (10065)."""
    tree = SubjectTree()
    for stream in streams:
        others = sorted({other for subject in stream.subjects for other in tree.meeting(subject)} - {stream.name})
        if others:
            yield Problem(
                "subjects-overlap",
                f"some subject is of the streams `{others[0]}` and `{stream.name}`, and NATS lets one stream have it",
                "give one of the channels a token of its own, or list the values of its parameter",
                stream,
            )
        for subject in stream.subjects:
            tree.add(subject, stream.name)


def _kept(stream: Stream, channels: dict[str, Channel]) -> Iterator[Problem]:
    channel = channels[stream.origin.channel]
    if stream.purpose is not Purpose.CHANNEL or latest_only(channel):
        return
    kept_s, window_s = channel.retain_s, channel.policy.deduplicate_s
    if kept_s < _AGE_MIN_S or (kept_s > _AGE_MAX_S and kept_s != float("inf")):
        yield Problem(
            "broker-retention",
            f"`{channel.address}` is kept for {duration_text(kept_s)}: NATS takes from 100ms to 290 years",
            "declare a `retain` in between",
            stream,
        )
    elif window_s > kept_s:
        yield Problem(
            "deduplicate-over-age",
            f"`{channel.address}` recognises a message for {duration_text(window_s)}, and keeps it for"
            f" {duration_text(kept_s)}: NATS takes no window that is longer than the age",
            f"keep it for {duration_text(window_s)} at least, or set `deduplicate` to {duration_text(kept_s)}",
            stream,
        )


def _sizes(stream: Stream, channels: dict[str, Channel]) -> Iterator[Problem]:
    channel = channels[stream.origin.channel]
    most = PAYLOAD_MAX - HEADERS_MAX - MARKS_MAX
    if stream.purpose is Purpose.CHANNEL and channel.max_bytes > most:
        yield Problem(
            "size-over-broker",
            f"`{channel.address}` allows messages of {size_text(channel.max_bytes)}, and NATS takes {size_text(most)}"
            " beside the envelope and what a dead letter tells",
            "lower `max_bytes`, and send large content by reference",
            stream,
        )


def _replicas(streams: Sequence[Stream], target: Target) -> Iterator[Problem]:
    if streams and (target.replicas or 1) > REPLICAS_MAX:
        message = f"target `{target.name}` asks for {target.replicas} replicas, and a stream has {REPLICAS_MAX} at most"
        yield Problem("broker-replicas", message, "ask for 3 or 5", streams[0])


def shortcomings(system: System, target: Target) -> tuple[str, ...]:
    """What NATS does not do for this system, in sentences."""
    return tuple(_shortcomings(system, target))


def _shortcomings(system: System, target: Target) -> Iterator[str]:
    if target.agent_passwords is not None and system.agents:
        yield (
            "NATS reads users and permissions from its configuration, not by an API: `generate` writes them as"
            " `nats-server`, and the server must be given that"
        )
        yield (
            "NATS checks the subject that a client publishes to and not the reply subject that it names: an agent can"
            " have what it reads, or the confirmation of what it sends, delivered where it may not publish"
        )
    for channel in target.channels:
        if channel.kind is Kind.STATE and not latest_only(channel):
            yield (
                f"`{channel.address}` keeps every message for its time, not the latest of each key: NATS knows a key"
                f" only as part of the address{_with_key(channel)}"
            )
        if channel.kind is Kind.REPLY and any(True for _ in system.readings(channel.address)):
            yield (
                f"replies on `{channel.address}` are not stored: who taps them sees what passes while it is"
                " connected, and each of its instances sees all"
            )


def _with_key(channel: Channel) -> str:
    if channel.key is None or not channel.key.value.isidentifier() or channel.key.value in parameters(channel.address):
        return ""
    return f", such as `{channel.address}.{{{channel.key.value}}}`"
