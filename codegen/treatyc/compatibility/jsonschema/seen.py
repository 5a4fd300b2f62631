"""What a rule of JSON Schema looks at, what it says, and the words that rules share for values and places."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from dataclasses import dataclass

from treatyc.compatibility.jsonschema.claims import Claim
from treatyc.compatibility.jsonschema.fingerprint import plain
from treatyc.compatibility.jsonschema.position import Names, Position, written
from treatyc.compatibility.jsonschema.side import Side
from treatyc.load.json_text import JsonValue
from treatyc.load.jsonschema.canonical import text
from treatyc.source import Pointer

_SHOWN = 60
NO_BOUND = "the writer has no such bound"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A claim of the reader that some document of the writer does not meet."""

    position: Position
    claim: Claim

    @property
    def path(self) -> str:
        """Where the value stands that is refused."""
        return written((*self.position.steps, *self.claim.inside))

    @property
    def subject(self) -> str:
        """The value that the claim is about, as a sentence begins with it."""
        return subject(self.position)

    @property
    def asked(self) -> JsonValue:
        """What the claim's keyword holds."""
        return self.claim.schema.get(self.claim.keyword) if isinstance(self.claim.schema, dict) else None

    @property
    def sent(self) -> JsonValue:
        """What else the writer says under the same keyword, or None."""
        held = self.position.writer.get(self.claim.keyword)
        return None if key(held) == key(self.asked) else held

    @property
    def undeclared(self) -> bool:
        """Whether the writer's schema says nothing at all here."""
        return bool(self.position.steps) and self.position.writer.place is None

    @property
    def of_names(self) -> bool:
        """Whether it is names of members that are refused."""
        return any(isinstance(step, Names) for step in self.position.steps)


class Shows(enum.Enum):
    """Which document shows what a change does to the meaning of a value."""

    PRESENT = "present"
    """One in which the value stands."""
    ABSENT = "absent"
    """One in which it is left out."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule says. `reading` is what the reader makes of the document that `shows` it."""

    message: str
    help: str
    path: str
    writer: Pointer | None
    reader: Pointer | None
    shows: Shows = Shows.NOTHING
    reading: str = ""


Hits = Iterator[Hit]


def hit(narrowing: Narrowing, message: str, help: str, *written: str) -> Hit:
    """A hit at a claim; `written` are the keywords under which the writer says the like."""
    writer = narrowing.position.writer.at(narrowing.claim.keyword, *written)
    return Hit(message, help, narrowing.path, writer, narrowing.claim.place)


def subject(position: Position) -> str:
    """A position in a sentence."""
    return f"`{position.path}`" if position.steps else "the document"


def shown(value: JsonValue) -> str:
    """A value in a sentence."""
    words = json.dumps(value, ensure_ascii=False)
    return f"`{words if len(words) <= _SHOWN else f'{words[:_SHOWN]}…'}`"


def listed(values: list[JsonValue]) -> str:
    """Some values in a sentence, the first few of many."""
    words = [shown(value) for value in values[:3]]
    more = len(values) - len(words)
    return ", ".join(words) + (f" and {more} more" if more else "")


def counted(count: JsonValue, noun: str) -> str:
    """A number of things in a sentence."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def key(value: JsonValue) -> str:
    """What two values share that JSON takes for the same: 1 and 1.0, and members in any order."""
    return text(plain(value))


@dataclass(frozen=True, slots=True)
class Change:
    """A position that both versions have; the writer is the older of the two."""

    position: Position

    @property
    def writer(self) -> Side:
        """What the older version says here."""
        return self.position.writer

    @property
    def reader(self) -> Side:
        """What the newer version says here."""
        return self.position.reader

    @property
    def subject(self) -> str:
        """The value here, as a sentence begins with it."""
        return subject(self.position)

    def hit(self, message: str, help: str, *keywords: str, shows: Shows = Shows.NOTHING, reading: str = "") -> Hit:
        """A hit here; `keywords` say where both places are."""
        at = (self.writer.at(*keywords), self.reader.at(*keywords))
        return Hit(message, help, self.position.path, *at, shows=shows, reading=reading)


@dataclass(frozen=True, slots=True)
class Both:
    """Two schemas as wholes."""

    writer: Pointer
    reader: Pointer
