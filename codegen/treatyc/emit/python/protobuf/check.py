"""Which codec a message needs: what Protobuf itself does not check, or checks only on the reader's side."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto

from treatyc.load.protobuf.canonical import is_checked_text, is_required
from treatyc.system.schema import ProtobufFile, Schema

DEPTH_MAX = 100
"""Protobuf's readers refuse what nests deeper, and its writers write it."""

_MESSAGES = (FieldDescriptorProto.TYPE_MESSAGE, FieldDescriptorProto.TYPE_GROUP)


def codec_for(schema: Schema) -> str:
    """The class of `treaty.codecs.protobuf` that encodes and decodes a message."""
    known = {name: traits for file in schema.protobuf for name, traits in _traits(file).items()}
    reached, levels = _reached(schema.name, known)
    if any(known[name].unchecked for name in reached):
        return "CheckingProtobufCodec"
    return "NestingProtobufCodec" if levels > DEPTH_MAX else "ProtobufCodec"


@dataclass(frozen=True, slots=True)
class _Traits:
    """The messages that a message has fields of, and whether its own fields need checks that Protobuf leaves out."""

    holds: frozenset[str]
    unchecked: bool


def _reached(root: str, known: Mapping[str, _Traits]) -> tuple[set[str], int]:
    """Every message that a message may hold, itself included, and how deep they nest at most (no more is counted)."""
    reached, level, levels = {root}, {root}, 0
    while level and levels <= DEPTH_MAX:
        level = {held for name in level for held in known[name].holds}
        reached |= level
        levels += 1
    return reached, levels


@functools.lru_cache(maxsize=4096)
def _traits(file: ProtobufFile) -> Mapping[str, _Traits]:
    proto = FileDescriptorProto.FromString(file.descriptor)
    prefix = f"{proto.package}." if proto.package else ""
    return {name: found for message in proto.message_type for name, found in _of_message(proto, message, prefix)}


def _of_message(file: FileDescriptorProto, message: DescriptorProto, prefix: str) -> Iterator[tuple[str, _Traits]]:
    name = f"{prefix}{message.name}"
    holds = frozenset(field.type_name.removeprefix(".") for field in message.field if field.type in _MESSAGES)
    # An extension may be text of any file's dialect.
    unchecked = bool(message.extension_range) or any(_is_unchecked(file, field) for field in message.field)
    yield name, _Traits(holds, unchecked)
    for inner in message.nested_type:
        yield from _of_message(file, inner, f"{name}.")


def _is_unchecked(file: FileDescriptorProto, field: FieldDescriptorProto) -> bool:
    is_text = field.type == FieldDescriptorProto.TYPE_STRING
    return is_required(field) or (is_text and not is_checked_text(file, field))
