"""What a plain value means under a logical type, in words; and plain values that show a difference."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import struct
import uuid

from treatyc.compatibility.avro.sample import Raw
from treatyc.load.avro.matching import primitive
from treatyc.system.schema import (
    Bytes,
    Date,
    Decimal,
    Duration,
    String,
    TimeOfDay,
    Timestamp,
    Type,
    Unit,
    Uuid,
)

_PER_SECOND = {Unit.MILLISECONDS: 1_000, Unit.MICROSECONDS: 1_000_000, Unit.NANOSECONDS: 1_000_000_000}
_NUMBER = 1234
_UUID = "00000000-0000-0000-0000-000000000001"


def is_logical(type: Type) -> bool:
    """Whether a value means more than its plain type says."""
    return isinstance(type, Decimal | Uuid | Duration | Date | TimeOfDay | Timestamp)


def kept(writer: Type, reader: Type) -> bool:
    """Whether two logical types mean the same, however they are carried."""
    return type(writer) is type(reader) and (writer == reader or isinstance(writer, Uuid | Duration))


def sample_of(type: Type) -> Raw:
    """A value that a writer may send, and that looks different under another meaning."""
    match type:
        case Decimal():
            return unscaled(1, type)
        case Uuid(carrier=String()):
            return _UUID
        case Uuid():
            return uuid.UUID(_UUID).bytes
        case Duration():
            return struct.pack("<III", 0, 1, 0)
        case Bytes(size=size):
            return bytes([1] * (1 if size is None else size))
        case String():
            return ""
        case _ if primitive(type) in ("int", "long"):
            return _NUMBER
        case _:
            return None


def unscaled(number: int, type: Decimal) -> bytes:
    """The bytes of a decimal's unscaled number."""
    size = type.carrier.size
    return number.to_bytes(number.bit_length() // 8 + 1 if size is None else size, "big", signed=True)


def meaning(raw: Raw, type: Type) -> str:
    """A plain value as its type means it; where it means nothing, as it is."""
    match raw, type:
        case bytes(), Decimal(scale=scale):
            digits = decimal.Decimal(int.from_bytes(raw, "big", signed=True))
            return format(decimal.Decimal((digits.is_signed(), digits.as_tuple().digits, -scale)), "f")
        case bytes(), Uuid() if len(raw) == 16:
            return str(uuid.UUID(bytes=raw))
        case bytes(), Duration() if len(raw) == 12:
            months, days, milliseconds = struct.unpack("<III", raw)
            return f"{months} months, {days} days, {milliseconds} ms"
        case bytes(), _:
            return f"the bytes {raw.hex(' ')}"
        case int(), Date():
            return str(dt.date(1970, 1, 1) + dt.timedelta(raw))
        case int(), TimeOfDay(unit=unit):
            return _clock(raw, unit)
        case int(), Timestamp(unit=unit, zoned=zoned):
            day, rest = divmod(raw, 86_400 * _PER_SECOND[unit])
            date = dt.date(1970, 1, 1) + dt.timedelta(day)
            return f"{date}T{_clock(rest, unit)}{'Z' if zoned else ' (local)'}"
        case str(), Uuid():
            return raw or "text that is no UUID"
        case _:
            return json.dumps(raw)


def _clock(units: int, unit: Unit) -> str:
    seconds, fraction = divmod(units, _PER_SECOND[unit])
    digits = len(str(_PER_SECOND[unit])) - 1
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:0{digits}}"
