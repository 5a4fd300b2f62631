"""What a field reads as when it is absent."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Proto

from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.protobuf.reading import is_number
from treatyc.compatibility.protobuf.shape import Field

_FLOATS = {Proto.TYPE_FLOAT, Proto.TYPE_DOUBLE}


def default_of(field: Field, library: Library) -> str | None:
    """The default in words; an enumeration's by its number. None for messages, which have none."""
    enum = library.enums.get(field.named)
    if enum is not None:
        name = field.default if field.default is not None else enum.proto.value[0].name
        return str(enum.names[name])
    if field.type in {Proto.TYPE_MESSAGE, Proto.TYPE_GROUP}:
        return None
    if field.default is None:
        return "0" if is_number(field.type) or field.type in _FLOATS else '""'
    match field.type:
        case Proto.TYPE_BOOL:
            return str(int(field.default == "true"))
        case Proto.TYPE_STRING | Proto.TYPE_BYTES:
            return f'"{field.default}"'
    return field.default


def is_zero(default: str | None) -> bool:
    """Whether a default is what an absent field without one reads as."""
    return default in {None, "0", "-0", '""'}
