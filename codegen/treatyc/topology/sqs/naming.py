"""Names that SQS and SNS take: without dots, and short enough for a queue.

A name that is too long is cut, and ends in a token `_` with sixteen figures of its digest. No name that `names` makes
has such a token, so a cut name is equal to no whole one; what it stands for is in the object's tag (`Queue.label`).
"""

from __future__ import annotations

import hashlib

from treatyc.topology.names import dashed

LENGTH_MAX = 80
"""Of a queue's name, `.fifo` included. A topic's might be longer: names of both are made alike."""

FIFO = ".fifo"
"""How the name of everything ends that keeps an order; SQS demands it."""

_DIGEST = 16


def object_name(label: str, *, fifo: bool) -> str:
    """The name at Amazon of a name with dots."""
    suffix = FIFO if fifo else ""
    whole = dashed(label)
    room = LENGTH_MAX - len(suffix)
    if len(whole) > room:
        digest = hashlib.sha256(label.encode()).hexdigest()[:_DIGEST]
        whole = f"{whole[: room - _DIGEST - 2]}-_{digest}"
    return whole + suffix
