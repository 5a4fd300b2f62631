"""The well-known wrappers: messages whose JSON form is that of the value inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from treatyc.compatibility.protobuf.shape import Field

WRAPPERS: Mapping[str, int] = {
    "google.protobuf.BoolValue": FieldDescriptorProto.TYPE_BOOL,
    "google.protobuf.BytesValue": FieldDescriptorProto.TYPE_BYTES,
    "google.protobuf.DoubleValue": FieldDescriptorProto.TYPE_DOUBLE,
    "google.protobuf.FloatValue": FieldDescriptorProto.TYPE_FLOAT,
    "google.protobuf.Int32Value": FieldDescriptorProto.TYPE_INT32,
    "google.protobuf.Int64Value": FieldDescriptorProto.TYPE_INT64,
    "google.protobuf.StringValue": FieldDescriptorProto.TYPE_STRING,
    "google.protobuf.UInt32Value": FieldDescriptorProto.TYPE_UINT32,
    "google.protobuf.UInt64Value": FieldDescriptorProto.TYPE_UINT64,
}


def unwrapped(field: Field) -> Field:
    """The field as JSON knows it: one of a wrapper is one of the value inside."""
    wrapped = WRAPPERS.get(field.named)
    return field if wrapped is None else replace(field, type=wrapped, named="")
