"""What was found at a broker, in the words of the contracts, and what the contracts have no words for."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from treatyc.system.channel import Kind

UNSAID = "import-left-behind"
DIFFERS = "import-differs"
UNDESCRIBED = "import-undescribed"


@dataclass(frozen=True, slots=True)
class FoundChannel:
    """A channel to be declared, with the object that it is there. A setting is None where nobody chose one."""

    address: str
    kind: Kind
    source: str
    retain_ms: int | None = None
    partitions: int | None = None
    max_bytes: int | None = None
    external: bool = False
    parameters: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundReading:
    """That an agent reads a channel or a pattern; `group` where it is not the agent's own name."""

    pattern: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class FoundAgent:
    """Somebody who sends or reads; `source` is what it is called there. `principal` is empty where it is the usual."""

    name: str
    source: str
    principal: str = ""
    sends: tuple[str, ...] = ()
    receives: tuple[FoundReading, ...] = ()


class Gravity(enum.Enum):
    """How much it matters that something is told."""

    EXPECTED = "expected"
    """Nobody has to do anything: such things are made anew, or belong to another program."""
    TO_DO = "to do"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that is to be known of one object: `rule` is the page that explains it."""

    source: str
    message: str
    rule: str = UNSAID
    help: str = ""
    gravity: Gravity = Gravity.TO_DO


@dataclass(frozen=True, slots=True)
class Fleet:
    """All that can be declared, sorted by name, and the remarks on it."""

    channels: tuple[FoundChannel, ...] = ()
    agents: tuple[FoundAgent, ...] = ()
    remarks: tuple[Remark, ...] = ()
