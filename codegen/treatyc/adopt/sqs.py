"""Queues of SQS and topics of SNS as channels and agents.

Names have no dots there: `orders-placed` is `orders.placed`.
"""

from __future__ import annotations

from collections.abc import Sequence

from treatyc.adopt.conventions import named
from treatyc.adopt.fleet import Fleet, FoundChannel, FoundReading
from treatyc.adopt.gathering import Gathering
from treatyc.adopt.naming import kind_of
from treatyc.system.channel import Kind
from treatyc.system.system import System
from treatyc.system.target import Target
from treatyc.topology import names
from treatyc.topology.names import Role, undashed
from treatyc.topology.observed import Held
from treatyc.topology.resource import address
from treatyc.topology.sqs.naming import FIFO, object_name
from treatyc.topology.sqs.objects import DeadLetterQueue, Queue, Subscription, Topic
from treatyc.topology.sqs.sizes import ENVELOPE, QUEUE_MESSAGE_MAX, TOPIC_MESSAGE_MAX

_TOPIC_BYTES_MAX = TOPIC_MESSAGE_MAX - ENVELOPE
"""What SNS takes of a message beside its envelope, which is less than what a channel takes that says nothing."""


def read(held: Sequence[Held], system: System, target: Target) -> Fleet:
    """All that is declared of it."""
    resources = [each.resource for each in held]
    queues = {each.name: each for each in resources if isinstance(each, Queue | DeadLetterQueue)}
    topics = {each.name: each for each in resources if isinstance(each, Topic)}
    subscriptions = [each for each in resources if isinstance(each, Subscription)]
    gathering = Gathering(system, target)
    labels = {_label(each) for each in (*queues.values(), *topics.values())}
    of_topic: dict[str, str] = {}
    for name, topic in topics.items():
        found = gathering.address(_label(topic), address(topic), labels)
        if found is not None:
            of_topic[name] = found
            gathering.put(FoundChannel(found, kind_of(found), address(topic), max_bytes=_TOPIC_BYTES_MAX))
    fed = {each.queue for each in subscriptions}
    for name, queue in queues.items():
        if name not in fed:
            _work(gathering, queue, labels)
    for each in subscriptions:
        if each.topic in of_topic and each.queue in queues:
            _reader(gathering, of_topic[each.topic], queues[each.queue])
    return gathering.fleet()


def _label(thing: Queue | DeadLetterQueue | Topic) -> str:
    return thing.label or undashed(thing.name.removesuffix(FIFO))


def _work(gathering: Gathering, queue: Queue | DeadLetterQueue, labels: set[str]) -> None:
    """A queue that no topic feeds: whoever sends names it, and each message is for one."""
    found = gathering.address(_label(queue), address(queue), labels)
    if found is not None:
        limit = _number(queue, "MaximumMessageSize") or QUEUE_MESSAGE_MAX
        retain_s = _number(queue, "MessageRetentionPeriod")
        gathering.put(
            FoundChannel(
                found,
                Kind.COMMAND,
                address(queue),
                retain_ms=retain_s * 1000 if retain_s else None,
                max_bytes=max(1, limit - ENVELOPE),
            )
        )


def _reader(gathering: Gathering, found: str, queue: Queue | DeadLetterQueue) -> None:
    label = _label(queue)
    ours = named(label)
    if ours.role is Role.GROUP:
        agent = gathering.agent(ours.group, f"group:{ours.group}")
        gathering.reads(agent, ours.group, [found], what="group")
        return
    agent = gathering.agent(label, address(queue))
    agent.receives.add(FoundReading(found))
    usual = names.of_group(found, f"{gathering.system.name}.{agent.name}")
    fifo = queue.name.endswith(FIFO)
    gathering.moves(agent, "from the queue", object_name(gathering.target.prefix + usual, fifo=fifo), queue.name)


def _number(queue: Queue | DeadLetterQueue, attribute: str) -> int | None:
    value = dict(queue.attributes).get(attribute)
    return int(value) if isinstance(value, str) and value.isdigit() else None
