"""`treaty.v1.Failure`: the one built-in message, by which a responder says once and for good that it gave up."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from treaty.contract import MessageSchema
from treaty.errors import DecodeError


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no reply: the error's name at the responder, and its text."""

    code: str
    detail: str = ""


class _FailureCodec:
    """Plain JSON, in every fleet, whatever its own formats are."""

    content_type = "application/json"

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(Failure)

    def encode(self, value: Failure, /) -> bytes:
        """Fields in their order, without spaces."""
        return msgspec.json.encode(value)

    def decode(self, payload: bytes, /) -> Failure:
        """Unknown fields are ignored: a newer responder may say more."""
        try:
            return self._decoder.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DecodeError(f"treaty.v1.Failure: {error}") from error

    def decoder(self, _version: str, /) -> Callable[[bytes], Failure] | None:
        """Every version reads as this one does."""
        return self.decode


FAILURE = MessageSchema(name="treaty.v1.Failure", version="1.0", fingerprint="", type=Failure, codec=_FailureCodec())
