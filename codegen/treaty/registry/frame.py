"""The Confluent frame: which schema a message was written with, before its payload or in a header of its own.

A magic byte says how a schema is named: 0 by its id in one registry, in four bytes, or 1 by its guid, in sixteen. For
Protobuf the way to the message within its file follows: how many steps and each one's index, as zigzag varints, where
the one byte 0 stands for the file's first message. Nothing shows that there are steps but the schema's language.
"""

from __future__ import annotations

from collections.abc import Sequence

from treaty.errors import DecodeError

Reference = int | bytes
"""What names a schema: an id, or the 16 bytes of a guid."""

VALUE_HEADER = "__value_schema_id"
KEY_HEADER = "__key_schema_id"

ID_MAX = 2**31 - 1
"""Registries count in signed numbers of 32 bits, from 1."""

STEPS_MAX = 32
"""How deep a message may lie within others: by far more than anybody writes, and few enough to look at."""

_INDEX_MAX = 2**31 - 1
_VARINT_BYTES_MAX = 5
_BY_ID = 0
_BY_GUID = 1
_ID_END = 5
_GUID_BYTES = 16
_GUID_END = 1 + _GUID_BYTES
_FIRST = (0,)

FRAME_BYTES_MAX = _GUID_END + _VARINT_BYTES_MAX * (1 + STEPS_MAX)
"""No frame is longer."""


def read(data: bytes) -> tuple[Reference, int]:
    """The reference that bytes begin with, and the offset behind it; raises `DecodeError`."""
    if not data:
        raise DecodeError("there is no frame: there are no bytes")
    if data[0] == _BY_ID:
        if len(data) < _ID_END:
            raise DecodeError(f"the frame ends too early: it has {len(data)} bytes of {_ID_END}")
        number = int.from_bytes(data[1:_ID_END], "big")
        if not 0 < number <= ID_MAX:
            raise DecodeError(f"the frame names {number}, which is no schema's id")
        return number, _ID_END
    if data[0] == _BY_GUID:
        if len(data) < _GUID_END:
            raise DecodeError(f"the frame ends too early: it has {len(data)} bytes of {_GUID_END}")
        return data[1:_GUID_END], _GUID_END
    raise DecodeError(f"there is no frame: the first byte is {data[0]}, and neither 0 nor 1")


def read_steps(data: bytes, start: int) -> tuple[tuple[int, ...], int]:
    """The way to a Protobuf message that begins at an offset, and the offset behind it; raises `DecodeError`."""
    count, end = _varint(data, start)
    if count == 0:
        return _FIRST, end
    if not 0 < count <= STEPS_MAX:
        raise DecodeError(f"the frame's way to a message has {count} steps, and {STEPS_MAX} are allowed")
    steps = []
    for _ in range(count):
        step, end = _varint(data, end)
        if step < 0:
            raise DecodeError(f"the frame's way to a message holds {step}, which is no index")
        steps.append(step)
    return tuple(steps), end


def write(reference: Reference, steps: Sequence[int] = ()) -> bytes:
    """A frame; `steps` is the way to a Protobuf message, and empty for other languages."""
    match reference:
        case int():
            if not 0 < reference <= ID_MAX:
                raise ValueError(f"{reference} is no schema's id")
            named = bytes([_BY_ID]) + reference.to_bytes(4, "big")
        case bytes():
            if len(reference) != _GUID_BYTES:
                raise ValueError(f"a guid has {_GUID_BYTES} bytes, not {len(reference)}")
            named = bytes([_BY_GUID]) + reference
    return named + _steps(steps)


def _steps(steps: Sequence[int]) -> bytes:
    if not steps:
        return b""
    if tuple(steps) == _FIRST:
        return b"\0"
    if len(steps) > STEPS_MAX or not all(0 <= step <= _INDEX_MAX for step in steps):
        raise ValueError("this is no way to a message")
    out = bytearray()
    for number in (len(steps), *steps):
        rest = number << 1  # zigzag, of what is never negative
        while rest > 0x7F:
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def _varint(data: bytes, start: int) -> tuple[int, int]:
    """A zigzag number of 32 bits."""
    value = 0
    for offset in range(start, min(start + _VARINT_BYTES_MAX, len(data))):
        value |= (data[offset] & 0x7F) << 7 * (offset - start)
        if data[offset] < 0x80:
            if value > 2 * _INDEX_MAX + 1:
                break
            return (value >> 1) ^ -(value & 1), offset + 1
    if len(data) - start < _VARINT_BYTES_MAX:
        raise DecodeError("the frame ends within the way to a message")
    raise DecodeError("the frame's way to a message holds a number beyond 32 bits")
