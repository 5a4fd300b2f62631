"""That only one run works on a scope: a queue with an order, whose one group of messages has one taker at a time.

Who wants the lock puts a message in and takes one. While somebody has taken one, SQS gives none of the group to anybody
else; it is hidden for as long as the lease, and comes back by itself if its taker dies. Which message is taken does not
matter, and what is left over by those who got none is taken later. No count is looked at, which SQS only estimates.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from treatyc.brokers.live import Locked
from treatyc.brokers.sqs.clients import Clients, asked
from treatyc.topology.plan import Scope
from treatyc.topology.sqs.naming import object_name

PREFIX = object_name("treaty._lock.", fifo=False)
"""How the names of all locks begin; no object of a channel is called so."""

LEASE_S = 120
_GROUP = "lock"
_KEPT_S = 14 * 86_400
_OLD_S = 7 * 86_400
"""A message this old is thrown away instead of taken: it must not end while it is held."""

_HOLDER = "treaty:holder"
_UNTAGGABLE = re.compile(r"[^A-Za-z0-9 _.:/=+@-]")
_ATTRIBUTES = {
    "FifoQueue": "true",
    "MessageRetentionPeriod": str(_KEPT_S),
    "VisibilityTimeout": str(LEASE_S),
    "SqsManagedSseEnabled": "true",
}


class SqsLease:
    """The message that we took, and until when nobody else can."""

    def __init__(self, sqs: Any, queue: str, receipt: str, taken: float) -> None:
        self._sqs = sqs
        self._queue = queue
        self._receipt = receipt
        self._until = taken + LEASE_S

    def renew(self) -> None:
        """Hide it for another while. A lease that ended is not taken up again: somebody else may have it."""
        now = time.monotonic()
        if now >= self._until:
            raise Locked(f"our turn ended after {LEASE_S} s without a sign of life; nothing more was done")
        asked(
            self._sqs.change_message_visibility,
            QueueUrl=self._queue,
            ReceiptHandle=self._receipt,
            VisibilityTimeout=LEASE_S,
        )
        self._until = now + LEASE_S

    def release(self) -> None:
        """Give it back at once."""
        if time.monotonic() < self._until:
            asked(self._sqs.delete_message, QueueUrl=self._queue, ReceiptHandle=self._receipt)


@contextmanager
def held(clients: Clients, scope: Scope, holder: str) -> Iterator[SqsLease]:
    """Hold the lock of a scope; raises `Locked` at once where somebody else does."""
    queue = asked(clients.sqs.create_queue, QueueName=lock_name(scope), Attributes=_ATTRIBUTES)["QueueUrl"]
    asked(
        clients.sqs.send_message,
        QueueUrl=queue,
        MessageBody=_GROUP,
        MessageGroupId=_GROUP,
        MessageDeduplicationId=str(uuid.uuid4()),
    )
    lease = _taken(clients.sqs, queue)
    if lease is None:
        found = asked(clients.sqs.list_queue_tags, QueueUrl=queue).get("Tags", {})
        raise Locked(f"another run is at work on {scope}: {found.get(_HOLDER, 'nobody knows whose')}")
    try:
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        who = f"{_plain(holder)} since {since} UTC"
        asked(clients.sqs.tag_queue, QueueUrl=queue, Tags={_HOLDER: who[-256:]})
        yield lease
    finally:
        lease.release()


def lock_name(scope: Scope) -> str:
    """The queue that is the lock of a scope."""
    return object_name(f"treaty._lock.{scope.project}.{scope.target}", fifo=True)


def _taken(sqs: Any, queue: str) -> SqsLease | None:
    while True:
        begun = time.monotonic()
        answer = asked(
            sqs.receive_message,
            QueueUrl=queue,
            MaxNumberOfMessages=1,
            VisibilityTimeout=LEASE_S,
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["SentTimestamp"],
        )
        found = answer.get("Messages", [])
        if not found:
            return None
        receipt = found[0]["ReceiptHandle"]
        if time.time() - int(found[0]["Attributes"]["SentTimestamp"]) / 1000 < _OLD_S:
            return SqsLease(sqs, queue, receipt, begun)
        asked(sqs.delete_message, QueueUrl=queue, ReceiptHandle=receipt)


def _plain(text: str) -> str:
    """A text with only what a tag may have."""
    return _UNTAGGABLE.sub("-", text)
