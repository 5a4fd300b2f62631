"""The groups of scalar types whose values registries take for each other's; an enumeration is a number."""

from __future__ import annotations

from collections.abc import Mapping

from treatyc.dialects.protobuf.model import Enumeration, FieldType, File, MapOf, Named, Scalar

MESSAGE = "MESSAGE"
MAP = "MAP"
SCALAR = "SCALAR"

STRING_OR_BYTES = "STRING_OR_BYTES"

_GENERAL = dict.fromkeys(("int32", "int64", "uint32", "uint64", "bool"), "GENERAL_NUMBER")
_SCALARS: Mapping[str, str] = {
    **_GENERAL,
    **dict.fromkeys(("sint32", "sint64"), "SIGNED_NUMBER"),
    **dict.fromkeys(("string", "bytes"), STRING_OR_BYTES),
    **dict.fromkeys(("fixed32", "sfixed32"), "FIXED32"),
    **dict.fromkeys(("fixed64", "sfixed64"), "FIXED64"),
    "float": "FLOAT",
    "double": "DOUBLE",
}


def kind(type: FieldType, file: File) -> str:
    """Whether a type is a scalar, a map or a message."""
    match type:
        case Scalar():
            return SCALAR
        case MapOf():
            return MAP
        case Named(name):
            return SCALAR if name in file.known and isinstance(file.known[name][0], Enumeration) else MESSAGE


def scalar_kind(type: FieldType) -> str:
    """The group of a scalar type."""
    return _SCALARS[type.word] if isinstance(type, Scalar) else "GENERAL_NUMBER"
