"""Whether a Protobuf message is on the wire as its reader takes it: Protobuf itself reads other bytes as other numbers.

Fields are held to each other by their numbers. A type that is a name may be an enumeration or a message, which only
the files of the writer tell; Protobuf takes any enumeration for any whole number, and skips what has another wire type.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Descriptor = Any
"""Of a reader's message."""

_FORMS = {
    **dict.fromkeys(("int32", "int64", "uint32", "uint64", "bool", "enum"), "varint"),
    **dict.fromkeys(("sint32", "sint64"), "zigzag"),
    **dict.fromkeys(("fixed32", "sfixed32"), "four bytes"),
    **dict.fromkeys(("fixed64", "sfixed64"), "eight bytes"),
    **dict.fromkeys(("string", "bytes", "message"), "length"),
    **dict.fromkeys(("float", "double", "group"), None),  # each is like itself alone
}


def unreadable(written: Mapping[int, str], reader: Descriptor) -> str | None:
    """Why fields of these types cannot be read as what has their numbers; None when they can."""
    types = _types()
    for field in sorted(reader.fields, key=lambda each: int(each.number)):
        theirs, ours = written.get(field.number), types[field.type]
        if theirs in _FORMS and (_FORMS[theirs] or theirs) != (_FORMS[ours] or ours):
            return f"`{field.name}` is {theirs} at the writer, and {ours} is read"
    return None


def _types() -> Mapping[int, str]:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto  # noqa: PLC0415 - only where Protobuf is used

    return {number: name.removeprefix("TYPE_").lower() for name, number in FieldDescriptorProto.Type.items()}
