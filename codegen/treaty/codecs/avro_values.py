"""Avro's logical types in Python: the value for what is on the wire, and back.

Dates and times are `datetime`'s, so years 1 to 9999; what the wire can hold beyond them is refused. Nanoseconds have
no lossless type in Python's library and stay whole numbers. A time that is finer than its schema loses the rest,
downwards.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation
from uuid import UUID, SafeUUID

import msgspec

from treaty.codecs.avro_wire import expected
from treaty.errors import DecodeError, EncodeError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LOCAL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a local time has no zone
MILLISECOND = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)
EPOCH_DAY = date(1970, 1, 1).toordinal()

_DAY_MS = 86_400_000
_DAY_US = 86_400_000_000
_UINT_MAX = 2**32 - 1
_set_number: Callable[[UUID, int], None] = vars(UUID)["int"].__set__
_set_safety: Callable[[UUID, SafeUUID], None] = vars(UUID)["is_safe"].__set__
_new_uuid, _UNKNOWN = UUID.__new__, SafeUUID.unknown
_EXACT = Context(prec=2000, Emax=2000, Emin=-2000, traps=[Inexact, InvalidOperation])
"""Rounds nothing, and stops before a number that would take a long while to write out."""


class Duration(msgspec.Struct, frozen=True):
    """Months, days and milliseconds that do not convert into each other; each from 0 to 4294967295."""

    months: int = 0
    days: int = 0
    milliseconds: int = 0


def date_of(days: int) -> date:
    """The date so many days after 1970-01-01."""
    return date.fromordinal(EPOCH_DAY + days)


def days_of(value: date) -> int:
    """The number of days since 1970-01-01; a `datetime` is refused, for its time would be lost."""
    if type(value) is not date:
        raise expected("a date", value)
    return value.toordinal() - EPOCH_DAY


def moment_of_ms(milliseconds: int) -> datetime:
    """The moment in UTC."""
    return EPOCH + milliseconds * MILLISECOND


def moment_of_us(microseconds: int) -> datetime:
    """The moment in UTC."""
    return EPOCH + microseconds * MICROSECOND


def local_of_ms(milliseconds: int) -> datetime:
    """The date and time without a zone."""
    return LOCAL_EPOCH + milliseconds * MILLISECOND


def local_of_us(microseconds: int) -> datetime:
    """The date and time without a zone."""
    return LOCAL_EPOCH + microseconds * MICROSECOND


def time_of_ms(milliseconds: int) -> time:
    """The time of day."""
    if not 0 <= milliseconds < _DAY_MS:
        raise DecodeError(f"{milliseconds} is no millisecond of a day")
    return time_of_us(milliseconds * 1000)


def time_of_us(microseconds: int) -> time:
    """The time of day."""
    if not 0 <= microseconds < _DAY_US:
        raise DecodeError(f"{microseconds} is no microsecond of a day")
    seconds, microsecond = divmod(microseconds, 1_000_000)
    minutes, second = divmod(seconds, 60)
    return time(minutes // 60, minutes % 60, second, microsecond)


def us_of_time(value: time) -> int:
    """Microseconds since midnight."""
    if type(value) is not time or value.tzinfo is not None:
        raise expected("a time of day without a zone", value)
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def ms_of_time(value: time) -> int:
    """Milliseconds since midnight."""
    return us_of_time(value) // 1000


def uuid_of(text: bytes) -> UUID:
    """The UUID of its text in RFC 4122's form and no other."""
    digits = text.replace(b"-", b"")
    if len(text) != 36 or len(digits) != 32 or text[8:24:5] != b"----":
        raise DecodeError("text that is no UUID")
    try:
        octets = unhexlify(digits)
    except ValueError as fault:
        raise DecodeError("text that is no UUID") from fault
    # As the standard library restores one from a pickle; its constructor parses the text again, for a microsecond.
    value = _new_uuid(UUID)
    _set_number(value, int.from_bytes(octets, "big"))
    _set_safety(value, _UNKNOWN)
    return value


def uuid_of_bytes(octets: bytes) -> UUID:
    """The UUID of 16 bytes."""
    return UUID(bytes=octets)


def text_of_uuid(value: UUID) -> bytes:
    """The text of a UUID with its length before it."""
    if type(value) is not UUID:
        raise expected("a UUID", value)
    digits = value.int.to_bytes(16, "big").hex()
    return f"\x48{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}".encode()


def bytes_of_uuid(value: UUID) -> bytes:
    """The 16 bytes of a UUID."""
    if type(value) is not UUID:
        raise expected("a UUID", value)
    return value.bytes


def decimal_of(octets: bytes, scale: int, limit: int) -> Decimal:
    """The number whose unscaled value is `octets`, big-endian; that value is below `limit`, ten to the precision."""
    unscaled = int.from_bytes(octets, "big", signed=True)
    if not octets or not -limit < unscaled < limit:
        raise DecodeError("a decimal beyond its precision")
    return Decimal(unscaled).scaleb(-scale, _EXACT)


def unscaled_of(value: Decimal, scale: int, limit: int) -> int:
    """A number without its point; one that has more digits than the schema is refused, never rounded."""
    if type(value) is not Decimal:
        raise expected("a Decimal", value)
    scaled = value.scaleb(scale, _EXACT)
    unscaled = int(scaled)
    if unscaled != scaled or not -limit < unscaled < limit:
        raise expected(f"a decimal with {scale} places, within its precision", value)
    return unscaled


def is_decimal(value: Decimal, scale: int, limit: int) -> bool:
    """Whether a decimal has the places and the precision of a schema."""
    try:
        unscaled_of(value, scale, limit)
    except (EncodeError, ArithmeticError, ValueError):
        return False
    return True


def bytes_of_unscaled(unscaled: int) -> bytes:
    """The fewest whole bytes that hold a number's magnitude and a sign bit."""
    return unscaled.to_bytes((unscaled.bit_length() >> 3) + 1, "big", signed=True)


def duration_of(octets: bytes) -> Duration:
    """The duration of three little-endian numbers of 32 bits."""
    if len(octets) != 12:
        raise DecodeError("a duration that ends too early")
    parts = (int.from_bytes(octets[start : start + 4], "little") for start in (0, 4, 8))
    return Duration(*parts)


def bytes_of_duration(value: Duration) -> bytes:
    """The twelve bytes of a duration."""
    parts = (value.months, value.days, value.milliseconds)
    if not all(type(part) is int and 0 <= part <= _UINT_MAX for part in parts):
        raise expected("a Duration of numbers from 0 to 4294967295", value)
    return b"".join(part.to_bytes(4, "little") for part in parts)
