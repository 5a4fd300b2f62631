"""A hit shown: the first of some messages of the writer that the reader refuses, or reads as another value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from google.protobuf import json_format
from google.protobuf.message import DecodeError
from google.protobuf.message import Message as Value

from treatyc.compatibility.finding import Witness
from treatyc.compatibility.protobuf import codec
from treatyc.compatibility.protobuf.library import Unpooled
from treatyc.compatibility.protobuf.pairs import MessagePair
from treatyc.compatibility.protobuf.rule import Form, Proof
from treatyc.compatibility.protobuf.shape import Message

_TRIED_MAX = 60
_SHOWN_MAX = 400


def witness(proof: Proof) -> Witness | None:
    """The witness of a hit, or None where every message tried arrives as it was."""
    show = _json if proof.form is Form.JSON else _binary
    found = (show(proof, message) for message in islice(_messages(proof), _TRIED_MAX))
    try:
        return next((each for each in found if each is not None), None)
    except Unpooled:
        return None


def sampled(pair: MessagePair, number: int) -> Iterator[dict[int, object]]:
    """The writer's field set to one sample after the other."""
    field = codec.member(codec.new(pair.both.writer, pair.writer), pair.both.writer, number)
    if field is not None:
        yield from ({number: sample} for sample in codec.samples(field))


def _messages(proof: Proof) -> Iterator[Value]:
    library = proof.pair.both.writer
    for assignment in proof.assignments:
        message = codec.new(library, proof.pair.writer)
        for number, sample in assignment.items():
            field = codec.member(message, library, number)
            if field is not None:
                codec.put(message, field, sample)
        if codec.complete(message):
            yield message


def _binary(proof: Proof, message: Value) -> Witness | None:
    data = message.SerializeToString(deterministic=True)
    sent, travelled, outer = _lifted(proof.pair, message, data)
    if not sent.IsInitialized():
        return None
    whole = codec.new(proof.pair.both.reader, outer)
    try:
        whole.MergeFromString(travelled)
    except DecodeError as refusal:
        return Witness(codec.told(sent), f"refuses it: {_short(str(refusal))}", travelled.hex())
    if not proof.watched:
        if whole.IsInitialized():
            return None
        errors: Callable[[], list[str]] = whole.FindInitializationErrors  # type: ignore[attr-defined] # its stubs lack it
        missing = ", ".join(errors())
        return Witness(codec.told(sent), f"refuses it: the required {missing} is missing", travelled.hex())
    got = codec.new(proof.pair.both.reader, proof.pair.reader)
    got.MergeFromString(data)
    match proof.form:
        case Form.MEANING:
            reads = codec.told(whole) if codec.told(whole) != codec.told(sent) else ""
        case Form.DEFAULT:
            reads = _default(proof, message, got)
        case Form.BINARY | Form.JSON:
            reads = codec.told(whole) if _differs(proof, message, got) else ""
    return Witness(codec.told(sent), f"reads {_short(reads)}", travelled.hex()) if reads else None


def _json(proof: Proof, message: Value) -> Witness | None:
    try:
        text = json_format.MessageToJson(message, indent=None)
    except (json_format.SerializeToJsonError, TypeError, ValueError):
        return None  # what has no JSON form is not sent as JSON
    got = codec.new(proof.pair.both.reader, proof.pair.reader)
    try:
        json_format.Parse(text, got)
    except json_format.ParseError as refusal:
        return Witness(text, f"refuses it: {_short(str(refusal))}")
    return Witness(text, f"reads {_short(codec.told(got))}") if _differs(proof, message, got) else None


def _lifted(pair: MessagePair, message: Value, data: bytes) -> tuple[Value, bytes, Message]:
    """What travels, and what reads it: a map's entry travels in the message that has the map."""
    holder = pair.holder
    if holder is None:
        return message, data, pair.reader
    sent = codec.new(pair.both.writer, holder.within.writer)
    sent.MergeFromString(_varint(holder.writer.number << 3 | 2) + _varint(len(data)) + data)
    codec.complete(sent)
    return sent, sent.SerializePartialToString(deterministic=True), holder.within.reader


def _differs(proof: Proof, message: Value, got: Value) -> bool:
    both = proof.pair.both
    return any(
        codec.elements(message, codec.member(message, both.writer, writer))
        != codec.elements(got, codec.member(got, both.reader, reader))
        for writer, reader in proof.watched
    )


def _default(proof: Proof, message: Value, got: Value) -> str:
    """What the reader takes an absent field for, where the writer means another value."""
    both = proof.pair.both
    for writer, reader in proof.watched:
        mine, theirs = codec.member(message, both.writer, writer), codec.member(got, both.reader, reader)
        if mine is None or theirs is None:
            continue
        meant, taken = codec.value(message, mine), codec.value(got, theirs)
        if meant != taken:
            return f"`{theirs.name}` as {taken!r}, where {meant!r} is meant"
    return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_MAX else f"{line[:_SHOWN_MAX]}…"


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
