"""Protobuf messages as payloads: a pool of types for each generated package, and the codec of a message class.

A pool of its own lets two packages hold types of the same full names in one process, and spares generated code the
check that binds a `_pb2.py` to one release of Protobuf's compiler.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from google.protobuf import message
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message_factory import GetMessageClass

from treaty.codecs.protobuf_text import broken_text
from treaty.errors import DecodeError, EncodeError

M = TypeVar("M", bound=message.Message)


class Pool:
    """The Protobuf types of one generated package."""

    def __init__(self) -> None:
        self._pool = DescriptorPool()

    def file(self, descriptor: bytes, *_imports: FileDescriptor) -> FileDescriptor:
        """Add a `.proto` file by its serialised descriptor; to name its imports puts those into the pool before it."""
        added: FileDescriptor = self._pool.AddSerializedFile(descriptor)
        return added


def message_class(file: FileDescriptor, name: str) -> type[Any]:
    """The class of a file's top-level message."""
    found: type[Any] = GetMessageClass(file.message_types_by_name[name])
    return found


def enumeration(file: FileDescriptor, name: str) -> EnumTypeWrapper:
    """A file's top-level enumeration."""
    return EnumTypeWrapper(file.enum_types_by_name[name])


class ProtobufCodec(Generic[M]):
    """The codec of a message whose wire format Protobuf itself checks completely.

    Methods are taken from the class: a field may bear a method's name, and then hides it on every message. Only maps
    and extensions lack an order of their own, and asking for one costs a third more.
    """

    content_type = "application/protobuf"

    __slots__ = ("_parse", "_serialize", "_type")

    def __init__(self, type_: type[M]) -> None:
        self._type = type_
        self._parse = type_.FromString
        serialize: Callable[..., bytes] = type_.SerializeToString
        self._serialize = (
            partial(serialize, deterministic=True) if _is_unordered(type_.DESCRIPTOR, set()) else serialize
        )

    def encode(self, value: M, /) -> bytes:
        """The payload of a message: the same bytes for equal messages."""
        if type(value) is not self._type:
            raise EncodeError(f"expected a message of {self._name}, got {type(value).__qualname__}")
        try:
            return self._serialize(value)
        except (message.EncodeError, ValueError) as error:
            raise EncodeError(f"{self._name}: {error}") from error

    def decode(self, payload: bytes, /) -> M:
        """The message of a payload."""
        try:
            return self._parse(payload)
        except message.DecodeError as error:
            raise DecodeError(f"{self._name}: {error}") from error

    def decoder(self, _version: str, /) -> Callable[[bytes], M]:
        """`decode`, whatever the version: Protobuf reads older and newer releases with one's own descriptor."""
        return self.decode

    @property
    def _name(self) -> str:
        return str(self._type.DESCRIPTOR.full_name)


def _is_unordered(descriptor: Any, seen: set[str]) -> bool:
    """Whether a message can hold, at any depth, what Protobuf writes in no order of its own: maps and extensions."""
    if descriptor.full_name in seen:
        return False
    seen.add(descriptor.full_name)
    if descriptor.GetOptions().map_entry or descriptor.is_extendable:
        return True
    return any(_is_unordered(field.message_type, seen) for field in descriptor.fields if field.message_type)


class NestingProtobufCodec(ProtobufCodec[M]):
    """The codec of a message that can hold messages of its own kind: Protobuf writes deeper ones than it reads."""

    __slots__ = ()

    def encode(self, value: M, /) -> bytes:
        """The payload of a message that can be read again."""
        payload = super().encode(value)
        try:
            self.decode(payload)
        except DecodeError as error:
            raise EncodeError(f"nobody could read this message: {error}") from error
        return payload


class CheckingProtobufCodec(NestingProtobufCodec[M]):
    """The codec of a message with `required` fields or text of proto2, neither of which Protobuf checks on parsing."""

    __slots__ = ("_missing",)

    def __init__(self, type_: type[M]) -> None:
        super().__init__(type_)
        missing: Callable[[M], list[str]] = type_.FindInitializationErrors  # type: ignore[attr-defined] # not in stubs
        self._missing = missing

    def decode(self, payload: bytes, /) -> M:
        """The message of a payload that has all its required fields, and whose text is text."""
        value = super().decode(payload)
        if missing := self._missing(value):
            raise DecodeError(f"{self._name}: required fields are missing: {', '.join(missing)}")
        if broken := broken_text(value):
            raise DecodeError(f"{self._name}: {broken} is not UTF-8")
        return value
