"""The declarations of one `.proto` file in the schema model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from google.protobuf.descriptor import Descriptor, EnumDescriptor
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool

from treatyc.load.protobuf import source as at
from treatyc.load.protobuf.canonical import Declared, declared_enum, declared_message, is_required
from treatyc.load.protobuf.source import Declarations, Path
from treatyc.load.protobuf.types import default_of, type_of
from treatyc.system.schema import Definition, Enumeration, Field, ProtobufField, Record, Symbol


@dataclass(frozen=True, slots=True)
class TopMessage:
    """A message that no other holds: where it is in its file, and Protobuf's two views of it."""

    name: str
    path: Path
    file: FileDescriptorProto
    proto: DescriptorProto
    descriptor: Descriptor


@dataclass(frozen=True, slots=True)
class TopEnum:
    """An enumeration that no message holds."""

    name: str
    path: Path
    file: FileDescriptorProto
    proto: EnumDescriptorProto
    descriptor: EnumDescriptor


Top = TopMessage | TopEnum


def tops(file: FileDescriptorProto, pool: DescriptorPool) -> Iterator[Top]:
    """The top-level messages and enumerations of a file that the pool holds."""
    prefix = f"{file.package}." if file.package else ""
    for index, message in enumerate(file.message_type):
        name = f"{prefix}{message.name}"
        yield TopMessage(name, (at.MESSAGE, index), file, message, pool.FindMessageTypeByName(name))
    for index, enum in enumerate(file.enum_type):
        name = f"{prefix}{enum.name}"
        yield TopEnum(name, (at.ENUM, index), file, enum, pool.FindEnumTypeByName(name))


def meaning(top: Top) -> Declared:
    """What goes into the canonical text."""
    match top:
        case TopMessage():
            return declared_message(top.file, top.proto, top.descriptor)
        case TopEnum():
            return declared_enum(top.proto, top.descriptor)
    assert_never(top)


def definitions(top: Top, declarations: Declarations) -> tuple[Definition, ...]:
    """A top-level declaration and all that is nested in it, itself first."""
    match top:
        case TopMessage():
            return tuple(_messages(top.proto, top.descriptor, top.path, declarations))
        case TopEnum():
            return (_enumeration(top.proto, top.descriptor, top.path, declarations),)
    assert_never(top)


def _messages(
    proto: DescriptorProto, descriptor: Descriptor, path: Path, declarations: Declarations
) -> Iterator[Definition]:
    fields = (
        _field(field, descriptor, (*path, at.FIELD, index), declarations) for index, field in enumerate(proto.field)
    )
    yield Record(
        name=descriptor.full_name,
        fields=tuple(fields),
        place=declarations.name(path),
        doc=declarations.doc(path),
        deprecated=proto.options.deprecated,
    )
    for index, inner in enumerate(proto.nested_type):
        if not inner.options.map_entry:
            nested = descriptor.nested_types_by_name[inner.name]
            yield from _messages(inner, nested, (*path, at.NESTED_MESSAGE, index), declarations)
    for index, enum in enumerate(proto.enum_type):
        below = descriptor.enum_types_by_name[enum.name]
        yield _enumeration(enum, below, (*path, at.NESTED_ENUM, index), declarations)


def _field(
    proto: FieldDescriptorProto,
    parent: Descriptor,
    path: Path,
    declarations: Declarations,
) -> Field:
    descriptor = parent.fields_by_number[proto.number]
    oneof = descriptor.containing_oneof
    return Field(
        name=proto.name,
        type=type_of(proto, descriptor),
        required=is_required(proto),
        place=declarations.name(path),
        origin=ProtobufField(
            number=proto.number,
            json_name=proto.json_name,
            oneof=None if oneof is None or proto.proto3_optional else oneof.name,
            presence=descriptor.has_presence,
            packed=descriptor.is_packed,
        ),
        default=default_of(descriptor),
        doc=declarations.doc(path),
        deprecated=proto.options.deprecated,
    )


def _enumeration(
    proto: EnumDescriptorProto, descriptor: EnumDescriptor, path: Path, declarations: Declarations
) -> Enumeration:
    symbols = (
        Symbol(value.name, declarations.name(below), value.number, declarations.doc(below))
        for index, value in enumerate(proto.value)
        for below in [(*path, at.ENUM_VALUE, index)]
    )
    return Enumeration(
        name=descriptor.full_name,
        symbols=tuple(symbols),
        place=declarations.name(path),
        doc=declarations.doc(path),
        closed=descriptor.is_closed,
    )
