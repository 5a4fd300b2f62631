"""What a Redis would refuse of a system, or do otherwise than declared."""

from __future__ import annotations

from collections.abc import Iterator

from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.system.units import size_text
from treatyc.topology.redis.objects import Purpose, Stream
from treatyc.topology.redis.permissions import permissions
from treatyc.topology.redis.streams import streams
from treatyc.topology.semantics import Problem

VALUE_MAX = 512 * 1024**2
"""What a server takes as one value, unless its `proto-max-bulk-len` says otherwise."""

DEFAULT_USER = "default"
"""Who everyone is that does not log in."""

RETAIN_MAX_S = 50 * 365 * 86_400.0
"""Entries are numbered by the milliseconds since 1970, and trimmed by these numbers: what is to be kept for longer than
that is ago would be trimmed by a number below zero, which Redis refuses, or not at all."""


def problems(system: System, target: Target) -> tuple[Problem, ...]:
    """All of it, streams first. Names of keys and groups may be anything, and entries may have any fields."""
    states = {channel.address for channel in target.channels if channel.kind is Kind.STATE and channel.key is not None}
    large = {channel.address: channel.max_bytes for channel in target.channels if channel.max_bytes > VALUE_MAX}
    found = streams(system, target)
    return (
        *(problem for stream in found for problem in _of_stream(stream, states)),
        *(problem for stream in found for problem in _of_size(stream, large)),
        *_of_users(system, target),
    )


def _of_stream(stream: Stream, states: set[str]) -> Iterator[Problem]:
    if stream.purpose is Purpose.RETRY:
        return  # kept as its channel is
    if stream.keeps_s > RETAIN_MAX_S:
        yield Problem(
            "broker-retention",
            f"Redis cannot trim `{stream.name}` by so long a time, and keeps all of it in memory",
            "write how long a message is of use: `retain: 30d`",
            stream,
        )
    elif stream.origin.channel in states and not stream.origin.agent:
        yield Problem(
            "broker-retention",
            f"a stream of Redis cannot keep the latest value of each key, which `{stream.origin.channel}` needs",
            "put the channel on a broker that compacts (Kafka, NATS), or make it an event without a key",
            stream,
        )


def _of_size(stream: Stream, large: dict[str, int]) -> Iterator[Problem]:
    if stream.purpose is Purpose.CHANNEL and stream.origin.channel in large:
        size = size_text(large[stream.origin.channel])
        yield Problem(
            "size-over-broker",
            f"`{stream.origin.channel}` allows messages of {size}, and Redis takes values of {size_text(VALUE_MAX)}",
            "lower `max_bytes`, and send large content by reference",
            stream,
        )


def _of_users(system: System, target: Target) -> Iterator[Problem]:
    for each in permissions(system, target):
        if each.name == DEFAULT_USER:
            yield Problem(
                "broker-name",
                "to Redis `default` is everyone who does not log in, and their rights would be those of one agent",
                "give the agent a `principal` of its own",
                each,
            )
        elif "$" in each.name:
            yield Problem(
                "broker-name",
                f"`{each.name}` would be filled in from the environment, where the ACL file of a Redis is",
                "give the agent a `principal` without `$`",
                each,
            )
