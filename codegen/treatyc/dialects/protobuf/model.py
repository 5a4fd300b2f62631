"""A `.proto` file as registries parse it: declarations as they are written, not yet what they mean.

Made from protoc's descriptors, so that the names of types are resolved; labels are those that stand in the text.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    MethodDescriptorProto,
)

from treatyc.dialects.limits import Unpredicted

_TYPES = FieldDescriptorProto.Type


class Label(enum.StrEnum):
    """What stands before a field."""

    OPTIONAL = enum.auto()
    REQUIRED = enum.auto()
    REPEATED = enum.auto()


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar type by its word."""

    word: str


@dataclass(frozen=True, slots=True)
class Named:
    """A message or an enumeration by its full name."""

    name: str


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map."""

    key: Scalar
    value: Scalar | Named


FieldType = Scalar | Named | MapOf


@dataclass(frozen=True, slots=True)
class Field:
    """A field; `label` is None where nothing stands before it, as in a `oneof`."""

    name: str
    number: int
    type: FieldType
    label: Label | None


@dataclass(frozen=True, slots=True)
class Enumeration:
    """An enumeration and its values, by number; of aliases the last one."""

    name: str
    values: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Message:
    """A message: the fields outside of any `oneof`, the `oneof`s, and the types within it."""

    name: str
    fields: tuple[Field, ...] = ()
    oneofs: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    enums: Mapping[str, Enumeration] = field(default_factory=dict)
    reserved_names: frozenset[str] = frozenset()
    reserved_numbers: tuple[range, ...] = ()

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Every field, wherever it stands."""
        return (*self.fields, *(each for members in self.oneofs.values() for each in members))

    def reserves(self, name: str, number: int) -> tuple[bool, bool]:
        """Whether a name is reserved, and a number."""
        return name in self.reserved_names, any(number in numbers for numbers in self.reserved_numbers)


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a service: what goes in and out, and which of the two streams."""

    asked: str
    answered: str
    asks_many: bool
    answers_many: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file; `known` has every type of it and of what it imports, with the package of its file."""

    package: str
    syntax: str
    messages: Mapping[str, Message]
    enums: Mapping[str, Enumeration]
    services: Mapping[str, Mapping[str, Method]]
    known: Mapping[str, tuple[Message | Enumeration, str]]

    def local_name(self, name: str) -> str:
        """A type's full name without its package."""
        package = self.known[name][1] if name in self.known else ""
        return name.removeprefix(f"{package}.") if package else name


Messages = Mapping[str, Message]
Enums = Mapping[str, Enumeration]


def file(root: FileDescriptorProto, imported: Iterable[FileDescriptorProto]) -> File:
    """A file and what it imports, as registries see it."""
    known: dict[str, tuple[Message | Enumeration, str]] = {}
    for each in (*imported, root):
        if each.syntax == "editions":
            raise Unpredicted("not predicted: how this registry reads editions is not known")
        known.update((name, (found, each.package)) for name, found in _reached(*_own(each), each.package))
    services = {service.name: {method.name: _method(method) for method in service.method} for service in root.service}
    return File(root.package, root.syntax or "proto2", *_own(root), services, known)


def _own(each: FileDescriptorProto) -> tuple[Messages, Enums]:
    """The types at the top of a file."""
    labelled = each.syntax != "proto3"
    messages = {message.name: _message(message, labelled=labelled) for message in each.message_type}
    return messages, {found.name: _enumeration(found) for found in each.enum_type}


def _method(method: MethodDescriptorProto) -> Method:
    return Method(method.input_type, method.output_type, method.client_streaming, method.server_streaming)


def _message(message: DescriptorProto, *, labelled: bool) -> Message:
    entries = {nested.name: nested for nested in message.nested_type if nested.options.map_entry}
    outside: list[Field] = []
    inside: dict[int, list[Field]] = {}
    for declared in message.field:
        if declared.type == _TYPES.TYPE_GROUP:
            continue  # a group is a declaration of its own kind, which none of the registries compares
        if declared.HasField("oneof_index") and not declared.proto3_optional:
            inside.setdefault(declared.oneof_index, []).append(_field(declared, None, entries))
        else:
            outside.append(_field(declared, _label(declared, entries, labelled=labelled), entries))
    return Message(
        message.name,
        tuple(outside),
        {message.oneof_decl[index].name: tuple(members) for index, members in inside.items()},
        {each.name: _message(each, labelled=labelled) for each in message.nested_type if each.name not in entries},
        {each.name: _enumeration(each) for each in message.enum_type},
        frozenset(message.reserved_name),
        tuple(range(each.start, each.end) for each in message.reserved_range),
    )


def _field(declared: FieldDescriptorProto, label: Label | None, entries: Mapping[str, DescriptorProto]) -> Field:
    entry = _entry(declared, entries)
    if entry is None:
        return Field(declared.name, declared.number, _type(declared), label)
    key, value = sorted(entry.field, key=lambda part: part.number)
    return Field(declared.name, declared.number, MapOf(Scalar(_word(key)), _type(value)), None)


def _entry(declared: FieldDescriptorProto, entries: Mapping[str, DescriptorProto]) -> DescriptorProto | None:
    return entries.get(declared.type_name.rpartition(".")[2]) if declared.type == _TYPES.TYPE_MESSAGE else None


def _label(declared: FieldDescriptorProto, entries: Mapping[str, DescriptorProto], *, labelled: bool) -> Label | None:
    if _entry(declared, entries) is not None:
        return None
    match declared.label:
        case FieldDescriptorProto.LABEL_REPEATED:
            return Label.REPEATED
        case FieldDescriptorProto.LABEL_REQUIRED:
            return Label.REQUIRED
        case _:
            return Label.OPTIONAL if labelled or declared.proto3_optional else None


def _type(declared: FieldDescriptorProto) -> Scalar | Named:
    if declared.type in (_TYPES.TYPE_MESSAGE, _TYPES.TYPE_ENUM):
        return Named(declared.type_name.removeprefix("."))
    return Scalar(_word(declared))


def _word(declared: FieldDescriptorProto) -> str:
    return _TYPES.Name(declared.type).removeprefix("TYPE_").lower()


def _enumeration(declared: EnumDescriptorProto) -> Enumeration:
    return Enumeration(declared.name, {value.number: value.name for value in declared.value})


def _reached(messages: Messages, enums: Enums, scope: str) -> Iterator[tuple[str, Message | Enumeration]]:
    """Every type with its full name."""
    before = f"{scope}." if scope else ""
    yield from ((f"{before}{name}", found) for name, found in enums.items())
    for name, message in messages.items():
        yield f"{before}{name}", message
        yield from _reached(message.messages, message.enums, f"{before}{name}")
