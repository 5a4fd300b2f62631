"""The canonical text of a Protobuf schema: what its declaration means, and a digest of all that it reaches.

Left out is what does not matter to a message: comments, layout, the order of declarations, the file's name and options,
and the way that a feature is spelt (`proto3`, `editions` and `[packed = true]` are compared by what they come to).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    Edition,
    EnumDescriptorProto,
    FeatureSet,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet

from treatyc.load.protobuf.types import default_of

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None


@dataclass(frozen=True, slots=True)
class Declared:
    """One top-level declaration: what it means, and the top-level declarations that it refers to."""

    meaning: str
    reaches: frozenset[str]


def canonical(name: str, declared: Mapping[str, Declared]) -> str:
    """The canonical text of the declaration called `name`."""
    reached, pending = {name}, [name]
    while pending:
        fresh = declared[pending.pop()].reaches - reached
        reached |= fresh
        pending += fresh
    others = "\n".join(f"{other} {declared[other].meaning}" for other in sorted(reached - {name}))
    return f"{name} {declared[name].meaning}\n{hashlib.sha256(others.encode()).hexdigest()}\n"


WELL_KNOWN = Declared("well-known", frozenset())
"""Protobuf's own types mean the same in all its releases, whatever else those change in their files."""


def declared_message(file: FileDescriptorProto, proto: DescriptorProto, descriptor: Descriptor) -> Declared:
    """What a top-level message means."""
    return Declared(_text(_message(file, proto, descriptor)), frozenset(_reached(descriptor)))


def declared_enum(proto: EnumDescriptorProto, descriptor: EnumDescriptor) -> Declared:
    """What a top-level enumeration means."""
    return Declared(_text(_enum(proto, descriptor)), frozenset())


def _text(value: Json) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _message(file: FileDescriptorProto, proto: DescriptorProto, descriptor: Descriptor) -> Json:
    fields: list[Json] = [
        _field(file, field, descriptor.fields_by_number[field.number])
        for field in sorted(proto.field, key=lambda field: field.number)
    ]
    nested = {
        inner.name: _message(file, inner, descriptor.nested_types_by_name[inner.name])
        for inner in proto.nested_type
        if not inner.options.map_entry
    }
    enums = {inner.name: _enum(inner, descriptor.enum_types_by_name[inner.name]) for inner in proto.enum_type}
    return {
        "fields": fields,
        "messages": nested,
        "enums": enums,
        "reserved": _ranges((span.start, span.end) for span in proto.reserved_range),
        "reserved_names": sorted(proto.reserved_name),
        "extensions": _ranges((span.start, span.end) for span in proto.extension_range),
        "options": _options(proto.options),
    }


def _field(file: FileDescriptorProto, proto: FieldDescriptorProto, field: FieldDescriptor) -> Json:
    message = field.message_type
    if message is not None and message.GetOptions().map_entry:
        return {
            "number": field.number,
            "name": field.name,
            "json": field.json_name,
            "map": [_type(inner) for inner in message.fields],
            "options": _options(proto.options),
        }
    oneof = field.containing_oneof
    return {
        "number": field.number,
        "name": field.name,
        "json": field.json_name,
        "type": _type(field),
        "repeated": proto.label == FieldDescriptorProto.LABEL_REPEATED,
        "required": is_required(proto),
        "presence": field.has_presence,
        "packed": field.is_packed,
        "utf8": is_checked_text(file, proto),
        "oneof": None if oneof is None or proto.proto3_optional else oneof.name,
        "default": default_of(field),
        "options": _options(proto.options),
    }


def is_required(proto: FieldDescriptorProto) -> bool:
    """Whether a message without this field is no message: `required`, or what editions call `LEGACY_REQUIRED`."""
    legacy = proto.options.features.field_presence == FeatureSet.LEGACY_REQUIRED
    return legacy or proto.label == FieldDescriptorProto.LABEL_REQUIRED


def is_checked_text(file: FileDescriptorProto, proto: FieldDescriptorProto) -> bool:
    """Whether Protobuf itself refuses this field's text where it is no UTF-8: proto2 does not ask for that."""
    if proto.type != FieldDescriptorProto.TYPE_STRING:
        return False
    chosen = proto.options.features.utf8_validation or file.options.features.utf8_validation
    if chosen:
        return chosen == FeatureSet.VERIFY
    return file.syntax == "proto3" or file.edition >= Edition.EDITION_2023


def _type(field: FieldDescriptor) -> Json:
    named = field.message_type or field.enum_type
    return [field.type, named.full_name] if named is not None else [field.type]


def _enum(proto: EnumDescriptorProto, descriptor: EnumDescriptor) -> Json:
    first = proto.value[0].name
    values = sorted(proto.value, key=lambda value: (value.name != first, value.number))
    return {
        "values": [[value.name, value.number, _options(value.options)] for value in values],
        "closed": descriptor.is_closed,
        "reserved": _ranges((span.start, span.end + 1) for span in proto.reserved_range),
        "reserved_names": sorted(proto.reserved_name),
        "options": _options(proto.options),
    }


def _ranges(spans: Iterable[tuple[int, int]]) -> list[Json]:
    """Half-open ranges, sorted, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return [[start, end] for start, end in joined]


_RESOLVED = ("features", "packed", "map_entry", "allow_alias")


def _options(options: Message) -> Json:
    """A declaration's options, custom ones included, without those that the model holds in their resolved form."""
    if not options.ByteSize():
        return None
    kept = type(options).FromString(options.SerializeToString())
    for name in _RESOLVED:
        if name in kept.DESCRIPTOR.fields_by_name:
            kept.ClearField(name)
    chosen = sorted(_unknown(UnknownFieldSet(kept)), key=lambda option: option[0])
    kept.DiscardUnknownFields()
    return [kept.SerializeToString(deterministic=True).hex(), chosen] if chosen or kept.ByteSize() else None


def _unknown(fields: UnknownFieldSet) -> list[tuple[int, Json]]:
    """The number and value of each option that only the file which declares it knows the type of."""
    entries = [fields[index] for index in range(len(fields))]
    return [(entry.field_number, _data(entry.data)) for entry in entries]


def _data(data: int | bytes | UnknownFieldSet) -> Json:
    match data:
        case int():
            return data
        case bytes():
            return data.hex()
    return _unknown(data)


def _reached(descriptor: Descriptor) -> Iterator[str]:
    for field in descriptor.fields:
        named = field.message_type or field.enum_type
        if named is not None:
            yield _outermost(named)
    for nested in descriptor.nested_types:
        yield from _reached(nested)


def _outermost(named: Descriptor | EnumDescriptor) -> str:
    while named.containing_type is not None:
        named = named.containing_type
    return named.full_name
