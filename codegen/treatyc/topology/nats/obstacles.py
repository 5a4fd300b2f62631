"""What stands in the way at a live JetStream: it lets one stream have a subject, and one consumer a piece of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from treatyc.topology.nats import subjects
from treatyc.topology.nats.objects import Consumer, Retention, Stream
from treatyc.topology.nats.overlap import SubjectTree
from treatyc.topology.observed import Obstacle
from treatyc.topology.resource import Resource, address


def obstacles(wanted: Sequence[Resource], there: Sequence[Resource]) -> tuple[Obstacle, ...]:
    """Why steps towards `wanted` would be refused as things are, sorted by address."""
    streams = {each.name: each for each in there if isinstance(each, Stream)}
    consumers: dict[str, list[Consumer]] = defaultdict(list)
    tree = SubjectTree()
    for each in there:
        if isinstance(each, Consumer):
            consumers[each.stream].append(each)
        elif isinstance(each, Stream):
            for subject in each.subjects:
                tree.add(subject, each.name)
    queues = {each.name for each in streams.values() if each.retention is Retention.WORK_QUEUE}
    staying = {each.name for each in wanted if isinstance(each, Stream) and each.retention is Retention.WORK_QUEUE}
    readers = [each for each in wanted if isinstance(each, Consumer) and each.stream in queues]
    found = [
        *(_held(each, streams, tree) for each in wanted if isinstance(each, Stream)),
        *(_taken(each, consumers[each.stream]) for each in readers if each.stream in staying),
        *(_taking(each, consumers[each.stream]) for each in readers if each.stream not in staying),
    ]
    return tuple(sorted((each for some in found for each in some), key=lambda each: each.address))


def _held(stream: Stream, streams: dict[str, Stream], tree: SubjectTree) -> Iterator[Obstacle]:
    """A subject that another stream has: the server would refuse ours (10065)."""
    present = streams[stream.name].subjects if stream.name in streams else ()
    for subject in sorted(set(stream.subjects) - set(present)):
        if others := [name for name in tree.meeting(subject) if name != stream.name]:
            other = streams[others[0]]
            shared = next(each for each in other.subjects if subjects.meet(each, subject))
            what = f"cannot have `{subject}`: the stream `{other.name}` has `{shared}`, and a subject is of one stream"
            edit = f"`nats stream edit {other.name} --subjects …`"
            recipe = (
                f"if `{other.name}` is somebody else's, choose a `prefix` for this target, or another address",
                f"if it is what this was called before: stop who sends to `{subject}`, let the readers finish,",
                f"take the subject away from it by {edit}, or delete it, and plan again",
            )
            yield Obstacle(address(stream), what, recipe)
            return


def _taken(consumer: Consumer, there: Sequence[Consumer]) -> Iterator[Obstacle]:
    """Work that another consumer takes: the server would refuse ours (10099, 10100)."""
    for other in there:
        if other.name != consumer.name and _meet(other, consumer):
            what = f"cannot take this work: the consumer `{other.durable}` takes it, and the stream is a work queue"
            delete = f"`nats consumer rm {other.stream} {other.durable}`"
            recipe = (
                f"if it is what this group was called before: stop it, {delete}, and plan again; no work is lost",
                "if it is somebody else's, let its agent be declared: as a tap, the stream is made for both",
            )
            yield Obstacle(address(consumer), what, recipe)
            return


def _taking(consumer: Consumer, there: Sequence[Consumer]) -> Iterator[Obstacle]:
    """A new reader of what is still a work queue, and is to be none: it would be refused, or take work from others."""
    if consumer.name not in {each.name for each in there}:
        stream = f"{Stream.kind}:{consumer.stream}"
        what = f"waits for {stream}, which is still a work queue, so that this would take the work of others"
        yield Obstacle(address(consumer), what, (), stream)


def _meet(one: Consumer, other: Consumer) -> bool:
    return any(subjects.meet(mine, its) for mine in one.filter_subjects for its in other.filter_subjects)
