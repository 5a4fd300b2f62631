"""How a reader's field takes the bytes of a writer's: Protobuf's encoding, as a table over pairs of types."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Proto

from treatyc.compatibility.protobuf.shape import Field


class Wire(enum.Enum):
    """The wire types of the encoding."""

    VARINT = 0
    FIXED64 = 1
    LENGTH = 2
    GROUP = 3
    FIXED32 = 5


class Reading(enum.Enum):
    """What becomes of a value on its way."""

    SAME = enum.auto()
    WIDER = enum.auto()
    """Every value arrives, in a wider type."""
    NARROWER = enum.auto()
    """Values that do not fit are cut."""
    RESIGNED = enum.auto()
    """Values beyond the middle of the range change their sign."""
    TEXT_AS_BYTES = enum.auto()
    TEXT_REFUSED = enum.auto()
    """Bytes that are no UTF-8 are refused as text."""
    TEXT_UNCHECKED = enum.auto()
    """Bytes that are no UTF-8 arrive as text that is none."""
    MESSAGE_AS_BYTES = enum.auto()
    STRUCTURE = enum.auto()
    """Messages of two types: their fields decide."""
    ENCODING = enum.auto()
    """The same bytes mean another number."""
    CONTENT = enum.auto()
    """A run of bytes is taken for content of another kind."""
    UNREAD = enum.auto()
    """The wire types differ: the value stays among the unknown fields."""


_WIRE: Mapping[int, Wire] = {
    Proto.TYPE_DOUBLE: Wire.FIXED64,
    Proto.TYPE_FIXED64: Wire.FIXED64,
    Proto.TYPE_SFIXED64: Wire.FIXED64,
    Proto.TYPE_FLOAT: Wire.FIXED32,
    Proto.TYPE_FIXED32: Wire.FIXED32,
    Proto.TYPE_SFIXED32: Wire.FIXED32,
    Proto.TYPE_STRING: Wire.LENGTH,
    Proto.TYPE_BYTES: Wire.LENGTH,
    Proto.TYPE_MESSAGE: Wire.LENGTH,
    Proto.TYPE_GROUP: Wire.GROUP,
}

_NUMBERS: Mapping[int, tuple[str, int, int]] = {
    Proto.TYPE_BOOL: ("plain", 0, 1),
    Proto.TYPE_ENUM: ("plain", -(2**31), 2**31 - 1),
    Proto.TYPE_INT32: ("plain", -(2**31), 2**31 - 1),
    Proto.TYPE_INT64: ("plain", -(2**63), 2**63 - 1),
    Proto.TYPE_UINT32: ("plain", 0, 2**32 - 1),
    Proto.TYPE_UINT64: ("plain", 0, 2**64 - 1),
    Proto.TYPE_SINT32: ("zigzag", -(2**31), 2**31 - 1),
    Proto.TYPE_SINT64: ("zigzag", -(2**63), 2**63 - 1),
    Proto.TYPE_FIXED32: ("four", 0, 2**32 - 1),
    Proto.TYPE_SFIXED32: ("four", -(2**31), 2**31 - 1),
    Proto.TYPE_FIXED64: ("eight", 0, 2**64 - 1),
    Proto.TYPE_SFIXED64: ("eight", -(2**63), 2**63 - 1),
}
"""The encoding and the range of each whole number."""


def wire_type(type: int) -> Wire:
    """The wire type of one value."""
    return _WIRE.get(type, Wire.VARINT)


def is_number(type: int) -> bool:
    """Whether a type is a whole number, a truth value or an enumeration."""
    return type in _NUMBERS


def fits(writer: int, reader: int) -> bool:
    """Whether a whole number of one type is always one of the other, however either is encoded."""
    if writer not in _NUMBERS or reader not in _NUMBERS:
        return False
    return _NUMBERS[reader][1] <= _NUMBERS[writer][1] and _NUMBERS[writer][2] <= _NUMBERS[reader][2]


def reading(writer: Field, reader: Field) -> Reading:
    """How the reader's field takes what the writer's wrote."""
    written = Wire.LENGTH if writer.packed else wire_type(writer.type)
    packed = reader.repeated and reader.packable
    if written is not wire_type(reader.type) and not (packed and written is Wire.LENGTH):
        return Reading.UNREAD
    if writer.packed != (packed and written is Wire.LENGTH):
        return Reading.CONTENT
    if writer.packed and wire_type(writer.type) is not wire_type(reader.type):
        return Reading.CONTENT
    return _single(writer, reader)


def _single(writer: Field, reader: Field) -> Reading:
    match wire_type(writer.type):
        case Wire.LENGTH:
            return _run(writer, reader)
        case Wire.GROUP:
            return Reading.STRUCTURE
        case Wire.VARINT | Wire.FIXED32 | Wire.FIXED64:
            return _number(writer.type, reader.type)


def _run(writer: Field, reader: Field) -> Reading:
    match (writer.type, reader.type):
        case (Proto.TYPE_MESSAGE, Proto.TYPE_MESSAGE):
            return Reading.STRUCTURE
        case (Proto.TYPE_MESSAGE, Proto.TYPE_BYTES):
            return Reading.MESSAGE_AS_BYTES
        case (Proto.TYPE_MESSAGE, _) | (_, Proto.TYPE_MESSAGE):
            return Reading.CONTENT
        case (_, Proto.TYPE_BYTES):
            return Reading.SAME if writer.type == reader.type else Reading.TEXT_AS_BYTES
    if reader.checked and not writer.checked:
        return Reading.TEXT_REFUSED
    return Reading.SAME if writer.type == reader.type else Reading.TEXT_UNCHECKED


def _number(writer: int, reader: int) -> Reading:
    if writer == reader:
        return Reading.SAME
    if writer not in _NUMBERS or reader not in _NUMBERS:
        return Reading.ENCODING
    encoding, low, high = _NUMBERS[writer]
    other, least, most = _NUMBERS[reader]
    if encoding != other:
        return Reading.ENCODING
    if least <= low and high <= most:
        return Reading.SAME if (low, high) == (least, most) else Reading.WIDER
    return Reading.RESIGNED if high - low <= most - least else Reading.NARROWER
