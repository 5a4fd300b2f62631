"""Which codec a message needs: what Protobuf itself does not check, or checks only on the reader's side."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto

from treatyc.load.protobuf_canonical import is_checked_text, is_required
from treatyc.system.schema import ProtobufFile, Schema

DEPTH_MAX = 100
"""Protobuf's readers refuse what nests deeper, and its writers write it."""


def codec_for(schema: Schema) -> str:
    """The class of `treaty.codecs.protobuf` that encodes and decodes a message."""
    if any(map(_declares_unchecked, schema.protobuf)):
        return "CheckingProtobufCodec"
    return "NestingProtobufCodec" if _may_be_too_deep(schema) else "ProtobufCodec"


@functools.lru_cache(maxsize=4096)
def _declares_unchecked(file: ProtobufFile) -> bool:
    """Whether a file declares `required` fields or proto2's text, or lets other files add some."""
    proto = FileDescriptorProto.FromString(file.descriptor)
    messages = [inner for message in proto.message_type for inner in _with_nested(message)]
    return any(message.extension_range for message in messages) or any(
        is_required(field) or _is_unchecked_text(proto, field) for message in messages for field in message.field
    )


def _is_unchecked_text(file: FileDescriptorProto, field: FieldDescriptorProto) -> bool:
    return field.type == FieldDescriptorProto.TYPE_STRING and not is_checked_text(file, field)


def _may_be_too_deep(schema: Schema) -> bool:
    """Whether a message can hold itself, or types nest so deep that a value may be written and not read."""
    holds = {name: held for file in schema.protobuf for name, held in _holdings(file).items()}
    level = {schema.name}
    for _ in range(DEPTH_MAX):
        level = {held for name in level for held in holds[name]}
        if not level:
            return False
    return True


@functools.lru_cache(maxsize=4096)
def _holdings(file: ProtobufFile) -> Mapping[str, frozenset[str]]:
    """The messages that each message of a file has fields of, by full name."""
    proto = FileDescriptorProto.FromString(file.descriptor)
    prefix = f"{proto.package}." if proto.package else ""
    return dict(held for message in proto.message_type for held in _held(message, prefix))


def _held(message: DescriptorProto, prefix: str) -> Iterator[tuple[str, frozenset[str]]]:
    name = f"{prefix}{message.name}"
    kinds = (FieldDescriptorProto.TYPE_MESSAGE, FieldDescriptorProto.TYPE_GROUP)
    yield name, frozenset(field.type_name.removeprefix(".") for field in message.field if field.type in kinds)
    for inner in message.nested_type:
        yield from _held(inner, f"{name}.")


def _with_nested(message: DescriptorProto) -> Iterator[DescriptorProto]:
    yield message
    for inner in message.nested_type:
        yield from _with_nested(inner)
