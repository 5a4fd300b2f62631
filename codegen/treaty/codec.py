"""How a message's payload becomes bytes and back: the protocol that generated codecs fulfil."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Codec(Protocol[T]):
    """Encodes and decodes one message type, checking both ways.

    `content_type` is the media type of the payload. `encode` raises `EncodeError`, `decode` raises `DecodeError`; both
    are pure and may be called from any thread.
    """

    content_type: str

    def encode(self, value: T, /) -> bytes:
        """The payload of a value, checked against the schema."""
        ...

    def decode(self, payload: bytes, /) -> T:
        """The value of a payload that was written with this same version of the schema."""
        ...

    def decoder(self, version: str, /) -> Callable[[bytes], T] | None:
        """What reads payloads written with `version`, resolved to this one; None when that version is not known."""
        ...
