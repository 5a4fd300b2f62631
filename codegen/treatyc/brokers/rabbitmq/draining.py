"""Looked at once more before it goes: whether a queue is empty, and whether nothing of others lies in a virtual host.

A quorum queue cannot be deleted on the condition that it is empty, and what management knows of its messages and its
readers is some seconds old. So a message is asked for and left where it is: that one answer is of now. It costs the
message, where there is one, a delivery of those that it has; then the queue stays. A queue with a single reader
answers nobody else: there we wait until what management knows is of after its bindings went.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from treatyc.brokers.rabbitmq.inventory import TOTALS
from treatyc.brokers.rabbitmq.management import Management, escaped
from treatyc.brokers.rabbitmq.rows import ConsumerRow, Fetched, QueueRow
from treatyc.topology.plan import Step, Word
from treatyc.topology.rabbitmq.objects import Queue, Vhost

_SETTLED_S = 6.0
"""How long until management knows what a queue holds: leaders tell it every five seconds."""


class Drains:
    """What is in the way of deletions, by what management lists at their beginning and by a last look at each."""

    def __init__(self, management: Management, vhost: str, steps: Sequence[Step]) -> None:
        self._management = management
        self._vhost = vhost
        self._messages: dict[str, int] = {}
        self._read: frozenset[str] = frozenset()
        if any(_unasked(step) for step in steps):
            time.sleep(_SETTLED_S)
        if isinstance(steps[0].found, Queue | Vhost):
            here = escaped(vhost)
            rows = management.find(f"queues/{here}?{TOTALS}", list[QueueRow]) or []
            self._messages = {row.name: row.messages or 0 for row in rows}
            consumers = management.find(f"consumers/{here}", list[ConsumerRow]) or []
            self._read = frozenset(row.queue.name for row in consumers)

    def problem(self, step: Step) -> str | None:
        """Why this is not deleted, or None."""
        match step.found:
            case Queue() as queue if not step.allows(Word.LOSS):
                return self._filled(queue)
            case Vhost() if self._messages:
                several = sorted(self._messages)
                return f"queues still lie in it, such as `{several[0]}`"
            case _:
                return None

    def _filled(self, queue: Queue) -> str | None:
        name = queue.name
        count = self._messages.get(name)
        if count is None:
            return None
        if name in self._read:
            return "it is still read: stop its readers first"
        if count:
            return f"it holds {count:,} messages by now"
        if queue.single_reader:
            return None
        path = escaped("queues", self._vhost, name, "get")
        asked = {"count": 1, "ackmode": "ack_requeue_true", "encoding": "base64", "truncate": 0}
        left = self._management.fetch(path, asked, list[Fetched])
        return f"it holds {left[0].message_count + 1:,} messages by now" if left else None


def _unasked(step: Step) -> bool:
    """Whether it is a queue that may not be emptied and cannot be asked."""
    return isinstance(step.found, Queue) and step.found.single_reader and not step.allows(Word.LOSS)
