"""Dead letters: the original bytes, key and headers, and beside them what went wrong, where and when."""

from __future__ import annotations

from treaty.delivery.retry import lenient, origin_of, without_marks
from treaty.delivery.work import Work
from treaty.envelope import write_time
from treaty.transport import Outgoing

PREFIX = "x-treaty-dlq-"

DETAIL_MAX = 1024
"""Of an error's text; and never a stack trace, whose lines quote what they worked on."""

ID_MAX = 1024
"""Of the id that is told again, which is a stranger's: `ce_id` beside it has all of it."""

_KEPT = {PREFIX + "replay-count"}


def letter(
    work: Work,
    object_name: str,
    *,
    reason: str,
    error: BaseException,
    consumer: str,
    epoch: float,
    message_id: str,
) -> Outgoing:
    """The dead letter of a delivery. What an earlier life as a dead letter left in the headers is replaced.

    `message_id` is a new one, as for a retry's copy.
    """
    delivery = work.delivery
    headers = work.headers
    origin = work.origin or origin_of(delivery)
    marks: dict[str, bytes] = {
        "reason": reason.encode(),
        "class": type(error).__name__.encode(),
        "error": detail(error).encode(),
        "attempts": str(work.attempt).encode(),
        "first-failed-at": work.first_failed_at or write_time(epoch),
        "last-failed-at": write_time(epoch),
        "consumer": consumer.encode(),
        "original-topic": origin.object,
        "original-partition": origin.partition,
        "original-offset": origin.offset,
        "original-id": headers.get("ce_id", b"")[:ID_MAX],
    }
    kept = tuple(
        (name, value) for name, value in without_marks(delivery.headers) if not name.startswith(PREFIX) or name in _KEPT
    )
    return Outgoing(
        object=object_name,
        subject=lenient(headers.get("ce_subject")),
        key=delivery.key,
        headers=(*kept, *((PREFIX + name, value) for name, value in marks.items())),
        body=delivery.body,
        message_id=message_id,
    )


def detail(error: BaseException) -> str:
    """What an error says, on one line and no longer than a header should be."""
    try:
        said = str(error)
    except Exception:  # noqa: BLE001 - a handler's error class may be as faulty as its handler
        said = "(an error that cannot be written)"
    line = " ".join(said.split())
    return "".join(character for character in line if character.isprintable())[:DETAIL_MAX]
