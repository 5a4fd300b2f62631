"""What a JetStream holds: frozen values in its own words."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import ClassVar

from treatyc.topology.resource import Origin


class Purpose(enum.Enum):
    """What a stream is there for; the value is the word for it in what people read."""

    CHANNEL = "channel"
    DEAD_LETTER = "dead letter"


class Retention(enum.Enum):
    """When a stream lets go of a message; the value is JetStream's word."""

    LIMITS = "limits"
    """When it is too old: whoever comes later can still read it."""
    INTEREST = "interest"
    """When every consumer that was there when it came has acknowledged it."""
    WORK_QUEUE = "workqueue"
    """When the one consumer that it is for has acknowledged it."""


EVERYTHING = (">",)
"""The filter of a consumer that reads the whole stream."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream. Durations are in words (`7d`, `10m`; `0s` is for ever), sizes in bytes, -1 is without a bound.

    `more` is what somebody else set: a key of JetStream's configuration with its value as JSON.
    """

    kind: ClassVar[str] = "stream"

    name: str
    subjects: tuple[str, ...]
    retention: Retention
    storage: str = "file"
    num_replicas: int = 1
    max_age: str = "0s"
    max_msg_size: int = -1
    max_msgs_per_subject: int = -1
    max_msgs: int = -1
    max_bytes: int = -1
    max_consumers: int = -1
    discard: str = "old"
    duplicate_window: str = "2m"
    deny_delete: bool = False
    deny_purge: bool = False
    allow_rollup_hdrs: bool = False
    more: tuple[tuple[str, str], ...] = ()
    purpose: Purpose = field(default=Purpose.CHANNEL, compare=False)
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Consumer:
    """A durable consumer that a group pulls from; `name` is `<stream>/<durable>`, for no name of either has a `/`.

    `filter_subjects` is `>` where it reads the whole stream, which the server says by none at all.
    """

    kind: ClassVar[str] = "consumer"

    name: str
    filter_subjects: tuple[str, ...] = EVERYTHING
    deliver_policy: str = "all"
    opt_start_time: str = ""
    ack_policy: str = "explicit"
    ack_wait: str = "30s"
    max_deliver: int = -1
    max_ack_pending: int = 1000
    max_waiting: int = 512
    replay_policy: str = "instant"
    more: tuple[tuple[str, str], ...] = ()
    group: str = field(default="", compare=False)
    origin: Origin = field(default=Origin(), compare=False)

    @property
    def stream(self) -> str:
        """The stream that it reads."""
        return self.name.partition("/")[0]

    @property
    def durable(self) -> str:
        """Its name there."""
        return self.name.partition("/")[2]


def consumer_name(stream: str, durable: str) -> str:
    """What names a consumer among those of all streams."""
    return f"{stream}/{durable}"
