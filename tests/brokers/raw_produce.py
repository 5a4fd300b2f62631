"""Writes one record to a Kafka by its wire protocol, for what the official client would never send."""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence

_PRODUCE, _VERSION = 0, 7


def produce(address: str, topic: str, value: bytes, headers: Sequence[tuple[bytes, bytes]]) -> None:
    """Append a record with these headers to partition 0 of a topic."""
    batch = _batch(_record(value, headers))
    request = b"".join(
        [
            struct.pack(">hhi", _PRODUCE, _VERSION, 1) + _text("raw"),
            struct.pack(">hhi", -1, 1, 5000),  # no transaction, one replica's answer, in five seconds
            struct.pack(">i", 1) + _text(topic),
            struct.pack(">iii", 1, 0, len(batch)) + batch,
        ]
    )
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        [size] = struct.unpack(">i", connection.recv(4))
        answer = connection.recv(size)
    # correlation, one topic, its name, one partition, its number, and then the error
    [error] = struct.unpack_from(">h", answer, 4 + 4 + 2 + len(topic) + 4 + 4)
    assert error == 0, f"the broker refused the record: {error}"


def _batch(record: bytes) -> bytes:
    """A record batch of format 2 with one record."""
    sealed = struct.pack(">hiqqqhii", 0, 0, 1_700_000_000_000, 1_700_000_000_000, -1, -1, -1, 1) + record
    rest = struct.pack(">ibI", -1, 2, _crc32c(sealed)) + sealed
    return struct.pack(">qi", 0, len(rest)) + rest


def _record(value: bytes, headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    body = b"\0\0\0" + _varint(-1) + _varint(len(value)) + value + _varint(len(headers))
    for name, content in headers:
        body += _varint(len(name)) + name + _varint(len(content)) + content
    return _varint(len(body)) + body


def _varint(number: int) -> bytes:
    """Zigzag, seven bits a byte."""
    left = (number << 1) ^ (number >> 63)
    written = bytearray()
    while left >= 0x80:
        written.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*written, left])


def _text(text: str) -> bytes:
    return struct.pack(">h", len(text)) + text.encode()


def _crc32c(sealed: bytes) -> int:
    rest = 0xFFFFFFFF
    for byte in sealed:
        rest ^= byte
        for _ in range(8):
            rest = (rest >> 1) ^ (0x82F63B78 if rest & 1 else 0)
    return rest ^ 0xFFFFFFFF
