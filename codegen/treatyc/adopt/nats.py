"""A JetStream's streams and consumers as channels and agents.

Ours has a stream for each channel. A stream of others often holds a whole tree of subjects, `orders.>`: what is in it
cannot be told from its settings, but for the subjects that its consumers ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from treatyc.adopt.fleet import Fleet, FoundChannel, Gravity
from treatyc.adopt.gathering import Gathering
from treatyc.adopt.naming import group_word, kind_of
from treatyc.adopt.patterns import covers, template
from treatyc.system.address import stem, tokens
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology.names import Role, dashed, undashed
from treatyc.topology.nats import durations
from treatyc.topology.nats.derive import HEADERS_MAX
from treatyc.topology.nats.objects import EVERYTHING, Consumer, Retention, Stream
from treatyc.topology.observed import Held
from treatyc.topology.resource import address

_MILLISECOND = 1_000_000


def read(held: Sequence[Held], system: System, target: Target) -> Fleet:
    """All that is declared of it."""
    streams = {each.resource.name: each.resource for each in held if isinstance(each.resource, Stream)}
    consumers = [each.resource for each in held if isinstance(each.resource, Consumer)]
    gathering = Gathering(system, target)
    of_stream: dict[str, list[str]] = {}
    for name, stream in streams.items():
        asked = [subject for each in consumers if each.stream == name for subject in each.filter_subjects]
        of_stream[name] = list(_channels(gathering, stream, asked))
    for consumer in consumers:
        _reader(gathering, consumer, of_stream.get(consumer.stream, []))
    return gathering.fleet()


def _channels(gathering: Gathering, stream: Stream, asked: Sequence[str]) -> Iterator[str]:
    """The channels of a stream; what cannot be told is said."""
    source, prefix = address(stream), gathering.target.prefix
    if stream.name.startswith(("KV_", "OBJ_")):
        gathering.leave(source, "it is a bucket of keys and values, or of files", Gravity.EXPECTED)
        return
    if not stream.subjects:
        gathering.leave(source, "it has no subjects of its own: it copies other streams", Gravity.EXPECTED)
        return
    if all(tokens(each.removeprefix(prefix))[0] == Role.DEAD_LETTER.value for each in stream.subjects):
        gathering.leave(source, "it is dead letters, which treaty makes for its agent", Gravity.EXPECTED)
        return
    found = _one_of_ours(stream, prefix) or [(subject, ()) for subject in _told(gathering, stream, asked)]
    for subject, parameters in found:
        own = template(subject)
        legal = gathering.address(own, source, ()) if own is not None else None
        if legal is not None:
            yield from _put(gathering, stream, legal.removeprefix(prefix), parameters)


def _put(
    gathering: Gathering, stream: Stream, found: str, parameters: tuple[tuple[str, tuple[str, ...]], ...]
) -> Iterator[str]:
    source = address(stream)
    yield found
    if not gathering.is_new(found):
        return
    usual = dashed(gathering.target.prefix + stem(found))
    if usual != stream.name:
        gathering.differ(
            source,
            f"it holds channel `{found}`, and treaty makes the stream `{usual}` for that",
            "a subject is of one stream: the plan is blocked there, and says how to move it",
        )
    kind = Kind.COMMAND if stream.retention is Retention.WORK_QUEUE else kind_of(found)
    retain_ms = durations.nanoseconds(stream.max_age) // _MILLISECOND
    limit = stream.max_msg_size
    gathering.put(
        FoundChannel(
            found,
            kind,
            source,
            retain_ms=retain_ms or gathering.forever(source),
            max_bytes=None if limit < 0 else max(1, limit - HEADERS_MAX),
            parameters=parameters,
        )
    )


def _told(gathering: Gathering, stream: Stream, asked: Sequence[str]) -> Iterator[str]:
    """The subjects without `>` that a stream has, or that are read of one that it has with it."""
    for subject in stream.subjects:
        if tokens(subject)[-1] != ">":
            yield subject
            continue
        within = sorted({each for each in asked if ">" not in tokens(each) and covers(subject, each)})
        yield from within
        rest = f"besides {', '.join(f'`{each}`' for each in within)} " if within else ""
        gathering.leave(
            address(stream),
            f"it takes `{subject}`, and {rest}nobody says which subjects these are",
            help="declare a channel for each subject that is sent to",
        )


def _one_of_ours(stream: Stream, prefix: str) -> list[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    """The one channel of a stream that is named after it: its subjects differ by the values of its parameters."""
    several = [tokens(each) for each in stream.subjects]
    if len(several) < 2 or len({len(each) for each in several}) != 1:
        return []
    columns = [sorted(set(column)) for column in zip(*several, strict=True)]
    fixed = ".".join(column[0] for column in columns if len(column) == 1)
    free = [column for column in columns if len(column) > 1]
    if dashed(fixed) != stream.name or len(free) != 1 or not fixed.startswith(prefix):
        return []
    values = tuple(free[0])
    subject = ".".join(column[0] if len(column) == 1 else "{part}" for column in columns)
    return [(subject, (("part", values),))]


def _reader(gathering: Gathering, consumer: Consumer, channels: Sequence[str]) -> None:
    """A durable consumer's agent; it reads the stream's channels, or those parts that it asks for."""
    prefix = gathering.target.prefix
    if consumer.filter_subjects == EVERYTHING:
        patterns = list(channels)
    else:
        own = [each.removeprefix(prefix) for each in consumer.filter_subjects if each.startswith(prefix)]
        patterns = [_whole(each, channels) for each in own]
    if not patterns:
        return
    group = undashed(consumer.durable)
    if group_word(group, gathering.system.name) is None:
        group = consumer.durable
    gathering.reads(gathering.agent(group, f"group:{group}"), group, patterns, what="group")


def _whole(pattern: str, channels: Sequence[str]) -> str:
    """The channel that a pattern is all of, or the pattern."""
    as_template = template(pattern)
    return as_template if as_template is not None and as_template in channels else pattern
