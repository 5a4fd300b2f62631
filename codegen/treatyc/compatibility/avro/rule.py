"""What a rule of Avro is: which meetings it sees, and what it says of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from treatyc.compatibility.avro.meeting import At
from treatyc.compatibility.avro.proof import Proof
from treatyc.compatibility.rule import Rule

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found, where, what to do, and how it is shown."""

    at: At
    message: str
    help: str
    proof: Proof


Hits = Iterator[Hit]


@dataclass(frozen=True, slots=True)
class AvroRule(Rule[M, Hit], Generic[M]):
    """A rule that looks at one kind of meeting, `of`."""

    of: type[M]
