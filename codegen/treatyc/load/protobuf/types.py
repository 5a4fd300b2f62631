"""Protobuf's field types and defaults in the schema model."""

from __future__ import annotations

import base64
import json
import math

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from treatyc.system.schema import Array, Boolean, Bytes, Float, Integer, Map, Ref, String, Timestamp, Type, Unit

TIMESTAMP = "google.protobuf.Timestamp"

_SCALARS: dict[int, Type] = {
    FieldDescriptorProto.TYPE_DOUBLE: Float(64),
    FieldDescriptorProto.TYPE_FLOAT: Float(32),
    FieldDescriptorProto.TYPE_INT32: Integer(32),
    FieldDescriptorProto.TYPE_SINT32: Integer(32),
    FieldDescriptorProto.TYPE_SFIXED32: Integer(32),
    FieldDescriptorProto.TYPE_INT64: Integer(64),
    FieldDescriptorProto.TYPE_SINT64: Integer(64),
    FieldDescriptorProto.TYPE_SFIXED64: Integer(64),
    FieldDescriptorProto.TYPE_UINT32: Integer(32, signed=False),
    FieldDescriptorProto.TYPE_FIXED32: Integer(32, signed=False),
    FieldDescriptorProto.TYPE_UINT64: Integer(64, signed=False),
    FieldDescriptorProto.TYPE_FIXED64: Integer(64, signed=False),
    FieldDescriptorProto.TYPE_BOOL: Boolean(),
    FieldDescriptorProto.TYPE_STRING: String(),
    FieldDescriptorProto.TYPE_BYTES: Bytes(),
}


def type_of(proto: FieldDescriptorProto, field: FieldDescriptor) -> Type:
    """What a field holds, its label included."""
    message = field.message_type
    if message is not None and message.GetOptions().map_entry:
        key, value = message.fields
        return Map(values=_single(value), keys=_single(key))
    single = _single(field)
    return Array(single) if proto.label == FieldDescriptorProto.LABEL_REPEATED else single


def _single(field: FieldDescriptor) -> Type:
    named = field.message_type or field.enum_type
    if named is None:
        return _SCALARS[field.type]
    return Timestamp(Unit.NANOSECONDS) if named.full_name == TIMESTAMP else Ref(named.full_name)


def default_of(field: FieldDescriptor) -> str | None:
    """A declared default as the JSON that Protobuf's own JSON mapping would write."""
    if not field.has_default_value:
        return None
    value = field.default_value
    if field.enum_type is not None:
        return json.dumps(field.enum_type.values_by_number[value].name)
    match value:
        case bytes():
            return json.dumps(base64.b64encode(value).decode("ascii"))
        case float() if not math.isfinite(value):
            return json.dumps({math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN"))
    return json.dumps(value)
