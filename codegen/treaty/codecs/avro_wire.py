"""Avro's binary encoding, piece by piece: what generated codecs call where a value takes more than one byte.

Reading functions take the payload and an offset and return the value and the offset behind it. They need not look for
the payload's end: an index beyond it raises IndexError, a slice beyond it comes out short and is found at the latest
when the codec compares the last offset with the payload's length. `treaty.codecs.avro` turns all of that into
`DecodeError`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from treaty.errors import DecodeError, EncodeError

DEPTH_MAX = 64
"""How deep records that hold themselves may nest, both ways; far below where Python's own stack ends."""

EMPTY_ITEMS_MAX = 128
"""How many items that take no byte a block may have: a count alone must not fill the memory."""

_PLACES = tuple(tuple((byte & 127) << shift for byte in range(256)) for shift in range(14, 64, 7))
"""What each byte adds to a number, from the third on."""

_DOUBLE_EXACT = 2**53
_FLOAT_BITS = 24

SMALL = tuple(bytes((n << 1,) if n < 64 else (n << 1 & 127 | 128, n >> 6)) for n in range(8192))
"""The bytes of the numbers from 0 to 8191, lengths and counts among them: most numbers that there are."""

TRUTHS = {0: False, 1: True}
"""What a byte means as a `boolean`."""

pack_float = struct.Struct("<f").pack
pack_double = struct.Struct("<d").pack
unpack_float: Callable[[bytes, int], tuple[float]] = struct.Struct("<f").unpack_from
unpack_double: Callable[[bytes, int], tuple[float]] = struct.Struct("<d").unpack_from


def read_long(data: bytes, at: int) -> tuple[int, int]:
    """A `long`: zigzag, seven bits a byte, the lowest first; at most ten bytes and 64 bits."""
    byte = data[at]
    if byte < 128:
        return (byte >> 1) ^ -(byte & 1), at + 1
    bits = byte & 127
    byte = data[at + 1]
    if byte < 128:
        bits |= byte << 7
        return (bits >> 1) ^ -(bits & 1), at + 2
    bits |= (byte & 127) << 7
    at += 2
    for place in _PLACES:
        byte = data[at]
        at += 1
        bits += place[byte]
        if byte < 128:
            break
    else:
        raise DecodeError(f"the number before byte {at} is longer than ten bytes")
    if bits >> 64:
        raise DecodeError(f"the number before byte {at} is wider than 64 bits")
    return (bits >> 1) ^ -(bits & 1), at


def read_int(data: bytes, at: int) -> tuple[int, int]:
    """An `int`: a `long` of 32 bits."""
    value, at = read_long(data, at)
    if -0x80000000 <= value <= 0x7FFFFFFF:
        return value, at
    raise DecodeError(f"{value} before byte {at} is wider than 32 bits")


def read_size(data: bytes, at: int) -> tuple[int, int]:
    """The length of text or bytes, which is not negative."""
    size, at = read_long(data, at)
    if size < 0:
        raise DecodeError(f"a length of {size} before byte {at}")
    return size, at


def read_span(data: bytes, at: int) -> tuple[int, int]:
    """Where text or bytes begin and where they end, by the length before them; 64 to 8191 are two bytes."""
    if data[at] & 0x81 == 0x80 and data[at + 1] < 128:
        start = at + 2
        return start, start + (data[at + 1] << 6 | (data[at] & 127) >> 1)
    size, start = read_size(data, at)
    return start, start + size


def read_count(data: bytes, at: int) -> tuple[int, int]:
    """The number of items in a block that is not the last, empty one; a negative one has the block's size behind it."""
    count, at = read_long(data, at)
    if count < 0:
        size, at = read_size(data, at)
        if size > len(data) - at:
            raise DecodeError(f"a block of {size} bytes before byte {at}, and only {len(data) - at} are left")
        return -count, at
    if count == 0:
        raise DecodeError(f"an overlong zero before byte {at}")
    return count, at


def check_empty_items(count: int) -> None:
    """Refuse a block of many items that take no byte."""
    if count > EMPTY_ITEMS_MAX:
        raise DecodeError(f"{count} items that take no byte, and at most {EMPTY_ITEMS_MAX} are allowed")


def skip_bytes(data: bytes, at: int) -> int:
    """The offset behind a `bytes` or `string`."""
    size, at = read_size(data, at)
    return at + size


def skip_number(data: bytes, at: int) -> int:
    """The offset behind an `int` or `long`."""
    return read_long(data, at)[1]


def to_float(value: int) -> float:
    """A whole number as the nearest `float` of 32 bits, half to even; rounding twice would miss it."""
    excess = value.bit_length() - _FLOAT_BITS
    if excess > 0 and not -_DOUBLE_EXACT <= value <= _DOUBLE_EXACT:
        magnitude = abs(value)
        kept, rest = magnitude >> excess, magnitude & ((1 << excess) - 1)
        half = 1 << (excess - 1)
        kept += rest > half or (rest == half and kept & 1)
        value = -(kept << excess) if value < 0 else kept << excess
    return unpack_float(pack_float(value), 0)[0]


def write_long(out: bytearray, value: int) -> None:
    """Append a `long`."""
    if type(value) is not int or not -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
        raise expected("a whole number of 64 bits", value)
    bits = value << 1 if value >= 0 else ~(value << 1)
    while bits > 16383:
        out.append(bits & 127 | 128)
        out.append(bits >> 7 & 127 | 128)
        bits >>= 14
    if bits > 127:
        out.append(bits & 127 | 128)
        bits >>= 7
    out.append(bits)


def write_int(out: bytearray, value: int) -> None:
    """Append an `int`."""
    if type(value) is not int or not -0x80000000 <= value <= 0x7FFFFFFF:
        raise expected("a whole number of 32 bits", value)
    write_long(out, value)


def write_boolean(out: bytearray, value: bool) -> None:  # noqa: FBT001 - it is the value
    """Append a `boolean`."""
    if type(value) is not bool:
        raise expected("True or False", value)
    out.append(value)


def write_null(value: None) -> None:
    """Append nothing, for that is what a `null` takes."""
    if value is not None:
        raise expected("None", value)


def write_bytes(out: bytearray, value: bytes) -> None:
    """Append a `bytes`."""
    if type(value) is not bytes:
        raise expected("bytes", value)
    write_long(out, len(value))
    out += value


def write_fixed(out: bytearray, value: bytes, size: int) -> None:
    """Append a `fixed` of `size` bytes."""
    if type(value) is not bytes or len(value) != size:
        raise expected(f"{size} bytes", value)
    out += value


def write_empty_items(out: bytearray, count: int) -> None:
    """Append the count of items that take no byte, no more of them than a reader takes."""
    if count > EMPTY_ITEMS_MAX:
        raise EncodeError(f"{count} items that take no byte, and at most {EMPTY_ITEMS_MAX} are allowed")
    write_long(out, count)


def fits_float(value: float) -> bool:
    """Whether a `float` of 32 bits holds a number exactly."""
    try:
        return value != value or unpack_float(pack_float(value), 0)[0] == value  # noqa: PLR0124 - NaN
    except OverflowError:
        return False


def expected(what: str, value: object) -> EncodeError:
    """The error for a value that is not what its schema wants; it shows no more of it than helps."""
    shown = repr(value)
    return EncodeError(f"expected {what}, not {shown if len(shown) <= 80 else shown[:77] + '...'}")


def too_deep() -> DecodeError:
    """The error for records that nest deeper than `DEPTH_MAX`."""
    return DecodeError(f"records nest deeper than {DEPTH_MAX}")


def too_deep_to_write() -> EncodeError:
    """The same on the way out."""
    return EncodeError(f"records nest deeper than {DEPTH_MAX}")


def bad_branch(index: int, of: int) -> DecodeError:
    """The error for the index of a branch that a union does not have."""
    return DecodeError(f"branch {index} of a union of {of}")
