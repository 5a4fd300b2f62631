"""What rules look at: a declaration of the writer beside its counterpart of the reader."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from google.protobuf.descriptor_pb2 import FileDescriptorProto, MethodDescriptorProto

from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.protobuf.shape import Enum, Field, Message, Service

D = TypeVar("D")


@dataclass(frozen=True)
class Both:
    """The writer's folder and the reader's."""

    writer: Library
    reader: Library


@dataclass(frozen=True)
class MessagePair:
    """Two messages that meet.

    `holder` is the field that holds them where they are a map's entries: those travel in no message of their own.
    """

    both: Both
    writer: Message
    reader: Message
    holder: FieldPair | None = None

    @cached_property
    def fields(self) -> tuple[FieldPair, ...]:
        """The fields that share a number, in the writer's order."""
        reader = self.reader.fields
        return tuple(
            FieldPair(self, field, reader[number]) for number, field in self.writer.fields.items() if number in reader
        )

    @cached_property
    def changed(self) -> tuple[FieldPair, ...]:
        """Those of them that are not equal."""
        return tuple(pair for pair in self.fields if pair.writer != pair.reader)

    @cached_property
    def removed(self) -> tuple[Field, ...]:
        """The writer's fields whose number the reader does not have."""
        return tuple(field for number, field in self.writer.fields.items() if number not in self.reader.fields)


@dataclass(frozen=True)
class FieldPair:
    """Two fields of one number, or two extensions of one message and one number."""

    within: MessagePair
    writer: Field
    reader: Field


@dataclass(frozen=True)
class EnumPair:
    """Two enumerations that meet; `uses` finds the fields through which they do."""

    both: Both
    writer: Enum
    reader: Enum
    uses: Callable[[], Iterator[FieldPair]]


@dataclass(frozen=True)
class ServicePair:
    """Two services of one name."""

    both: Both
    writer: Service
    reader: Service

    @property
    def methods(self) -> Iterator[tuple[str, MethodDescriptorProto, MethodDescriptorProto, tuple[int, int]]]:
        """The methods of one name, and their indexes on both sides."""
        others = {method.name: (index, method) for index, method in enumerate(self.reader.proto.method)}
        for index, method in enumerate(self.writer.proto.method):
            if method.name in others:
                there, other = others[method.name]
                yield method.name, method, other, (index, there)


@dataclass(frozen=True)
class FilePair:
    """Two files, by their import paths; the reader need not have its own."""

    both: Both
    writer: str
    reader: str

    @property
    def files(self) -> tuple[FileDescriptorProto, FileDescriptorProto]:
        """Both files, where the reader has one."""
        return self.both.writer.file(self.writer), self.both.reader.file(self.reader)


class Kind(enum.Enum):
    """What can be declared in a file, as a person says it."""

    MESSAGE = "message"
    ENUM = "enumeration"
    SERVICE = "service"
    EXTENSION = "extension"
    MAP = "map"


@dataclass(frozen=True)
class Gone(Generic[D]):
    """A declaration that is no longer in its file; `moved` is the file of its package that has it now, or empty."""

    both: Both
    kind: Kind
    writer: D
    moved: str


@dataclass(frozen=True)
class FolderPair:
    """The two folders as wholes."""

    both: Both
