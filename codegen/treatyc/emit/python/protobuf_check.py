"""Which messages Protobuf does not check completely when it parses them: `required` fields, and proto2's text."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto

from treatyc.load.protobuf_canonical import is_checked_text, is_required
from treatyc.system.schema import ProtobufFile, Schema


def needs_checks(schema: Schema) -> bool:
    """Whether any file that a message's parts come from declares such fields, or lets others add them."""
    return any(map(_declares_unchecked, schema.protobuf))


@functools.lru_cache(maxsize=4096)
def _declares_unchecked(file: ProtobufFile) -> bool:
    proto = FileDescriptorProto.FromString(file.descriptor)
    messages = [inner for message in proto.message_type for inner in _with_nested(message)]
    return any(message.extension_range for message in messages) or any(
        is_required(field) or _is_unchecked_text(proto, field) for message in messages for field in message.field
    )


def _is_unchecked_text(file: FileDescriptorProto, field: FieldDescriptorProto) -> bool:
    return field.type == FieldDescriptorProto.TYPE_STRING and not is_checked_text(file, field)


def _with_nested(message: DescriptorProto) -> Iterator[DescriptorProto]:
    yield message
    for inner in message.nested_type:
        yield from _with_nested(inner)
