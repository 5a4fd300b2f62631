"""What Amazon allows, in its own units, and what a message of ours takes of it."""

from __future__ import annotations

import math

from treatyc.system.channel import Channel
from treatyc.system.schema import Format
from treatyc.system.system import System

RETENTION_MIN_S = 60
RETENTION_MAX_S = 14 * 86_400
"""How long a queue keeps a message, at the least and at the most."""

INVISIBLE_MAX_S = 12 * 3600
"""How long a message may be hidden from other readers since it was taken: while it is handled, and until a retry."""

WAIT_S = 20
"""How long a reader's request waits for a message. It is the longest that SQS allows, and costs least."""

QUEUE_MESSAGE_MAX = 1024 * 1024
TOPIC_MESSAGE_MAX = 256 * 1024
"""The largest message of SQS and of SNS, attributes included."""

_QUEUE_MESSAGE_MIN = 1024

ENVELOPE = 16 * 1024
"""Room for the envelope beside a message's `max_bytes`."""

FAILURE = 64 * 1024
"""Room for what a dead letter tells of its failure."""


def wire_bytes(system: System, channel: Channel) -> int:
    """How much the largest message takes: a body is text, so what is binary travels in base64."""
    schemas = (system.find_schema(message.value) for message in channel.messages)
    if all(schema is not None and schema.format is Format.JSONSCHEMA for schema in schemas):
        return channel.max_bytes
    return 4 * math.ceil(channel.max_bytes / 3)


def queue_limit(taken: int) -> int:
    """The limit of a queue whose largest message takes this much."""
    return min(QUEUE_MESSAGE_MAX, max(_QUEUE_MESSAGE_MIN, taken))


def kept_s(*times_s: float) -> int:
    """What a queue keeps messages for that should last this long, one time after the other: whole seconds in bounds."""
    return math.ceil(min(RETENTION_MAX_S, max(RETENTION_MIN_S, sum(times_s))))


def invisible_s(time_s: float) -> int:
    """For how long a message that was taken is hidden."""
    return min(INVISIBLE_MAX_S, math.ceil(time_s))
