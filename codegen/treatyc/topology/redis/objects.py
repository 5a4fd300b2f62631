"""What a Redis holds: frozen values in Redis's own words."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import ClassVar

from treatyc.topology.resource import Origin


class Purpose(enum.Enum):
    """What a stream is there for; the value is the word for it in what people read."""

    CHANNEL = "channel"
    RETRY = "retry"
    DEAD_LETTER = "dead letter"


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream, which has no settings: what is in it was kept by those who write, who trim it to `keeps_s`.

    `type` is that of the key: a list of this name is no stream, and whoever appends to it is refused.
    """

    kind: ClassVar[str] = "stream"

    name: str
    type: str = "stream"
    purpose: Purpose = field(default=Purpose.CHANNEL, compare=False)
    keeps_s: float = field(default=0.0, compare=False)
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of consumers of one stream.

    `start` is where it begins when it is made: `earliest`, `latest` or an RFC 3339 time. It moves from there, so that
    nothing tells it later, and nothing is to be changed by it.
    """

    kind: ClassVar[str] = "group"

    stream: str
    group: str
    start: str = field(default="earliest", compare=False)
    origin: Origin = field(default=Origin(), compare=False)

    @property
    def name(self) -> str:
        """Groups are named apart in each stream only."""
        return f"{self.stream}/{self.group}"


@dataclass(frozen=True, slots=True)
class User:
    """Who may log in. A password is never here; `passwords` is how many there are, or `any` where all are taken."""

    kind: ClassVar[str] = "user"

    name: str
    enabled: bool = True
    passwords: str = "1"
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Permissions:
    """All that one user may do, as sorted lines (`acl`)."""

    kind: ClassVar[str] = "permissions"

    name: str
    rights: tuple[str, ...]
    origin: Origin = field(default=Origin(), compare=False)
