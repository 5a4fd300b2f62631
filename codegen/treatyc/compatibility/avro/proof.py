"""What shows a hit, and the trial of it: the writer's codec makes the message, the reader's codec gets it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from treatyc.compatibility.avro.codec import WireSchema, decode, encode, resolve, wire_schema
from treatyc.compatibility.avro.library import Library, Root
from treatyc.compatibility.avro.sample import (
    NoSampleError,
    NothingToSendError,
    Raw,
    Sample,
    Samples,
    plain,
    reached,
    samples,
    shown,
    tagged,
)
from treatyc.compatibility.finding import Witness
from treatyc.load.avro.canonical import TooDeepError
from treatyc.system.schema import Record, Ref

_WORDS_MAX = 240
_NAMED = re.compile(r"\{'type': '(record|enum|fixed)', 'name': '([^']+)'")
_BRACKET = re.compile("[{}]")


@dataclass(frozen=True, slots=True)
class Refused:
    """The reader refuses the message; `laxer` is why, where fastavro is known not to look."""

    sample: Sample
    laxer: str = ""


@dataclass(frozen=True, slots=True)
class Arrives:
    """The reader takes the message and understands another value, as `words` tell.

    `read` is the plain value that fastavro must find at the end of the way: the one that was written, where only its
    meaning differs or fastavro departs from the specification.
    """

    sample: Sample
    words: str
    read: Raw


@dataclass(frozen=True, slots=True)
class Unshown:
    """No message shows it, and why."""

    why: str


Proof = Refused | Arrives | Unshown

CODE = Unshown("it breaks code that uses the type, not messages")
LATER = Unshown("no message between these two shows it: it shows with messages of an earlier or a later version")


@dataclass(frozen=True)
class Trial:
    """Two schemas that are compared; what fastavro needs of them is made when the first proof is asked for."""

    writer: Library
    reader: Library
    roots: tuple[Root, Root]

    def witness(self, proof: Proof) -> Witness | Unshown | str:
        """The message that proves; what needs none to be shown; or why none was found."""
        if isinstance(proof, Unshown):
            return proof
        root, definitions = self.roots[0].type, self.writer.definitions
        try:
            value = self._samples.message(proof.sample, self._looked_for)
            writer, reader = self._schemas
            octets = encode(writer, tagged(value, root, definitions))
        except NothingToSendError as nothing:
            return Unshown(str(nothing))  # the two schemas alone decide: resolving them fails before any message
        except NoSampleError as none:
            return str(none)
        except TooDeepError:
            return "the schema nests deeper than a codec reads"
        except Exception as fault:  # noqa: BLE001 - fastavro takes fewer schemas than Avro allows, and says so in many ways
            return f"fastavro does not write this message: {_short(str(fault))}"
        if decode(writer, octets) != plain(value):
            return "fastavro does not read back what it wrote"
        said = _said(proof, writer, octets, reader)
        if said is None:
            return "fastavro reads the message otherwise"
        text = json.dumps(shown(value, root, definitions), ensure_ascii=False)
        return Witness(text, said, octets.hex(" "))

    @cached_property
    def _samples(self) -> Samples:
        return samples(self.roots[0].type, self.writer.definitions)

    @cached_property
    def _looked_for(self) -> int:
        """How many fields a reader looks for in each message, be it ever so small."""
        root = self.roots[1].type
        record = self.reader.definitions.get(root.name) if isinstance(root, Ref) else None
        return len(record.fields) if isinstance(record, Record) else 0

    @cached_property
    def _schemas(self) -> tuple[WireSchema, WireSchema]:
        return wire_schema(self.roots[0], self.writer), wire_schema(self.roots[1], self.reader)


def _said(proof: Refused | Arrives, writer: WireSchema, octets: bytes, reader: WireSchema) -> str | None:
    """What the reader says; None where it says something else than the proof."""
    try:
        got = resolve(writer, octets, reader)
    except Exception as refusal:  # noqa: BLE001 - fastavro refuses with whatever its parts raise
        # A message that arrives changed may be refused for another fault, which has a finding of its own.
        words = _short(_plain(str(refusal) or repr(refusal)))
        return proof.words if isinstance(proof, Arrives) else f"refuses it: {words}"
    match proof:
        case Arrives(sample, words, read):
            return words if _promoted(reached(got, sample.steps)) == _promoted(read) else None
        case Refused(laxer=""):
            return None
        case Refused(laxer=laxer):
            return f"Avro 1.12 refuses it: {laxer}; fastavro is laxer, and reads it"
    assert_never(proof)


def _promoted(value: object) -> object:
    """Text as its bytes: either may be read as the other."""
    return value.encode() if isinstance(value, str) else value


def _plain(words: str) -> str:
    """What fastavro says, with a schema that has a name called by it: it writes it out, with marks of its own."""
    parts, at = [], 0
    while (named := _NAMED.search(words, at)) is not None:
        parts += [words[at : named.start()], f"{named[1]} {named[2]}"]
        at = _end(words, named.start())
    return "".join([*parts, words[at:]])


def _end(words: str, start: int) -> int:
    depth = 0
    for bracket in _BRACKET.finditer(words, start):
        depth += 1 if bracket[0] == "{" else -1
        if depth == 0:
            return bracket.end()
    return len(words)


def _short(words: str) -> str:
    return words if len(words) <= _WORDS_MAX else f"{words[:_WORDS_MAX]} …"
