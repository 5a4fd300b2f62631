"""The bytes of a message, cut into fields without a schema."""

from __future__ import annotations

from collections.abc import Iterator

_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5
_SEVEN_BITS, _MORE = 0x7F, 0x80


def fields(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The number of each field of a message, where it starts, and where its content begins and ends."""
    position = 0
    while position < len(data):
        start = position
        tag, position = varint(data, position)
        kind = tag & 7
        if kind == _LENGTH:
            length, position = varint(data, position)
        elif kind == _VARINT:
            length = varint(data, position)[1] - position
        else:
            length = {_FIXED64: 8, _FIXED32: 4}[kind]
        yield tag >> 3, start, position, position + length
        position += length


def varint(data: bytes, position: int) -> tuple[int, int]:
    """The number at a position, and the position behind it."""
    value = shift = 0
    while True:
        byte = data[position]
        value |= (byte & _SEVEN_BITS) << shift
        position += 1
        if byte < _MORE:
            return value, position
        shift += 7
