"""The codec of one Avro message: what was generated to read and write it, and one place where faults become ours."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from treaty.errors import DecodeError, EncodeError

T = TypeVar("T")

Read = Callable[[bytes, int], tuple[T, int]]
"""Generated: the value that begins at an offset, and the offset behind it."""

Write = Callable[[bytearray, T], None]
"""Generated: appends the bytes of a value."""

_FAULTS = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, struct.error)
"""What straight-line code raises by itself where bytes or values are not what their schema says."""


@dataclass(slots=True, eq=False)
class AvroCodec(Generic[T]):
    """Encodes and decodes one message type; `releases` reads what older versions wrote, `schema` is the Avro schema."""

    name: str
    version: str
    schema: str
    write: Write[T]
    read: Read[T]
    releases: Mapping[str, Read[T]] = field(default_factory=dict)
    content_type: str = "application/avro"

    def encode(self, value: T, /) -> bytes:
        """The payload of a value; raises `EncodeError` where the schema refuses it."""
        out = bytearray()
        try:
            self.write(out, value)
        except EncodeError as fault:
            raise EncodeError(f"{self.name}: {fault}") from fault
        except _FAULTS as fault:
            raise EncodeError(f"{self.name}: {type(fault).__name__}: {fault}") from fault
        return bytes(out)

    def decode(self, payload: bytes, /) -> T:
        """The value of a payload of this version; raises `DecodeError` for anything else."""
        return _decode(self.name, self.read, payload)

    def decoder(self, version: str, /) -> Callable[[bytes], T] | None:
        """What reads the payloads of a version, resolved to this one; None when it is not known here."""
        if version == self.version:
            return self.decode
        read = self.releases.get(version)
        if read is None:
            return None
        name = f"{self.name} {version}"
        return lambda payload: _decode(name, read, payload)

    def resolve(self, writer: str, /) -> Callable[[bytes], T]:
        """What reads the payloads of a writer by its Avro schema, for one that nobody knew when this was generated.

        It is slow to make and not fast to use: keep it, and release the schema.
        """
        from treaty.codecs.avro_foreign import transcoder  # noqa: PLC0415 - with fastavro, for those who need it

        transcode = transcoder(writer, self.schema)
        return lambda payload: self.decode(transcode(payload))


def _decode(name: str, read: Read[T], payload: bytes) -> T:
    try:
        value, end = read(payload, 0)
    except DecodeError as fault:
        raise DecodeError(f"{name}: {fault}") from fault
    except IndexError as fault:
        raise DecodeError(f"{name}: the payload ends too early") from fault
    except KeyError as fault:
        raise DecodeError(f"{name}: {fault} is no symbol, branch or truth value") from fault
    except _FAULTS as fault:
        raise DecodeError(f"{name}: {fault}") from fault
    if end != len(payload):
        raise DecodeError(f"{name}: {len(payload)} bytes, and the message has {end}")
    return value
