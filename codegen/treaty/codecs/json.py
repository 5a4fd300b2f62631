"""JSON messages as payloads, checked both ways: two codecs, by whether the Python type decides what its schema says.

With an `ExactCodec` decoding is validating, a `CheckedCodec` asks the schema every time. What msgspec refuses and the
schema allows (1.0 as an integer) is never refused: the schema has the last word.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from treaty.codecs.json_schema import JsonSchema
from treaty.codecs.json_values import typed
from treaty.errors import DecodeError, EncodeError

T = TypeVar("T")

CONTENT_TYPE = "application/json"

_encode = msgspec.json.Encoder().encode
_parse = msgspec.json.Decoder().decode


class ExactCodec(Generic[T]):
    """The codec of a type that accepts exactly what its schema does."""

    content_type = CONTENT_TYPE

    def __init__(self, type_: Any, schema: JsonSchema) -> None:
        self._type = type_
        self._schema = schema
        self._typed: Callable[[bytes], T] | None = None

    def encode(self, value: T, /) -> bytes:
        """The payload of a value, decoded once more: msgspec checks nothing when a struct is built or encoded."""
        payload = _encoded(value)
        try:
            again = self.decode(payload)
        except DecodeError as error:
            raise EncodeError(str(error)) from error
        if b"null" in payload and again != value:
            _refuse_nan(value)
        return payload

    def decode(self, payload: bytes, /) -> T:
        """The value of a payload."""
        typed = self._typed or self._build()
        try:
            return typed(_utf_8(payload))
        except msgspec.ValidationError as refusal:
            return self._second_opinion(payload, refusal)
        except (ValueError, RecursionError) as error:
            raise _broken(error) from error

    def decoder(self, _version: str, /) -> Callable[[bytes], T]:
        """`decode`, whatever the version: JSON of older and newer releases is read with one's own schema."""
        return self.decode

    def _build(self) -> Callable[[bytes], T]:
        # Not before it is needed: the type may refer to modules that import this one's.
        self._typed = msgspec.json.Decoder(self._type).decode
        return self._typed

    def _second_opinion(self, payload: bytes, refusal: msgspec.ValidationError) -> T:
        value = parse(payload)
        if not _accepts(self._schema, value):
            raise DecodeError(str(refusal)) from refusal
        read: Callable[[Any], T] = typed(self._type)
        return _converted(read, value)


class CheckedCodec(Generic[T]):
    """The codec of a type that is wider than its schema, or that msgspec cannot build, such as a union of structs.

    The schema decides, `read` gives a valid value its form, and `write` takes it off again.
    """

    content_type = CONTENT_TYPE

    def __init__(self, read: Callable[[Any], T], write: Callable[[T], Any], schema: JsonSchema) -> None:
        self._read = read
        self._write = write
        self._schema = schema

    def encode(self, value: T, /) -> bytes:
        """The payload of a value, read once more: what was sent can be received."""
        try:
            written = self._write(value)
            payload = _encoded(written)
        except (AttributeError, TypeError, ValueError) as error:
            raise EncodeError(f"not a value of this message: {error}") from error
        try:
            again = self.decode(payload)
        except DecodeError as error:
            raise EncodeError(str(error)) from error
        if b"null" in payload and again != value:
            _refuse_nan(written)
        return payload

    def decode(self, payload: bytes, /) -> T:
        """The value of a payload."""
        value = parse(payload)
        if not _accepts(self._schema, value):
            raise DecodeError(self._schema.reason(value))
        return _converted(self._read, value)

    def decoder(self, _version: str, /) -> Callable[[bytes], T]:
        """`decode`, whatever the version: JSON of older and newer releases is read with one's own schema."""
        return self.decode


def parse(payload: bytes) -> Any:
    """The JSON value of a payload; raises `DecodeError`. Of a key that stands twice the last one counts."""
    try:
        return _parse(_utf_8(payload))
    except (ValueError, RecursionError) as error:
        raise _broken(error) from error


def _utf_8(payload: bytes) -> bytes:
    """The payload, all of which is UTF-8: msgspec would not look into what it passes over."""
    if not payload.isascii():
        payload.decode()
    return payload


def _broken(error: Exception) -> DecodeError:
    if isinstance(error, RecursionError):
        return DecodeError("this nests too deep")
    if isinstance(error, UnicodeDecodeError):
        return DecodeError(f"this is no UTF-8: byte {error.start}")
    return DecodeError(str(error))


def _accepts(schema: JsonSchema, value: Any) -> bool:
    try:
        return schema.accepts(value)
    except (ValueError, RecursionError) as error:
        raise _broken(error) from error


def _converted(read: Callable[[Any], T], value: Any) -> T:
    """The value in its own type. What is valid may still not fit: deeper than the stack, beyond 64 bits of a float."""
    try:
        return read(value)
    except (ValueError, RecursionError, OverflowError) as error:
        raise _broken(error) from error


def _encoded(value: Any) -> bytes:
    try:
        return _encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise EncodeError(f"this cannot be JSON: {error}") from error


def _refuse_nan(value: Any) -> None:
    """Raise for a number that JSON has not: msgspec writes null, so what came back differs from the value."""
    pending = [msgspec.to_builtins(value)]
    while pending:
        node = pending.pop()
        if isinstance(node, float) and not math.isfinite(node):
            raise EncodeError(f"this cannot be JSON: {node} is no number of it")
        if isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list | tuple):
            pending.extend(node)
