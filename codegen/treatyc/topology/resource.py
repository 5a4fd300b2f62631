"""What a broker holds, as values: every broker has its own frozen classes, and each of them is a `Resource`.

Two resources are equal when the broker would be equal. What is only there for people (`origin`), or only needed to
make the thing (where a password comes from), is a field with `compare=False`. Everything else but the name is a fact:
it is shown in a plan, compared with what the broker has, and digested into the mark that says what we last applied.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, ClassVar, Protocol

from treatyc.source import Place

Value = str | int | float | bool | None | tuple[str, ...]
"""What a fact may be: a scalar of the broker's own words, or a sorted list of words."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Why a resource is wanted, in words that follow "because", and where that is declared.

    `channel` is the template that it is for, and `agent` the agent; both are empty where it serves many.
    """

    why: str = ""
    place: Place | None = None
    channel: str = ""
    agent: str = ""


class Resource(Protocol):
    """One thing at a broker. `kind` and `name` are its identity there.

    A class of resources is a frozen data class. A field that is a tuple of pairs is one fact a pair, under the pair's
    first word; the names of all facts of a class must stay apart.
    """

    kind: ClassVar[str]

    @property
    def name(self) -> str:
        """What the broker calls it, the target's prefix included."""
        ...

    @property
    def origin(self) -> Origin:
        """Why it is wanted; empty on what was found at a broker."""
        ...


def address(resource: Resource) -> str:
    """How people name it on the command line: `topic:orders.placed`."""
    return f"{resource.kind}:{resource.name}"


def facts(resource: Resource) -> dict[str, Value]:
    """Everything about it that is compared, by name, in the order of its fields."""
    return dict(_facts(resource))


def digest(resource: Resource) -> str:
    """What a mark keeps of the facts that were applied: 16 hexadecimal characters, equal for equal facts."""
    text = json.dumps(sorted(facts(resource).items()), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _facts(resource: Resource) -> Iterator[tuple[str, Value]]:
    for field in fields(resource):  # type: ignore[arg-type]  # a Protocol cannot say that it is a data class
        if not field.compare or field.name == "name":
            continue
        value: Any = getattr(resource, field.name)
        if isinstance(value, tuple) and value and isinstance(value[0], tuple):
            yield from value
        elif isinstance(value, Enum):
            yield field.name, value.value
        elif value != ():
            yield field.name, value
